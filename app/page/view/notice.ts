import type { Phase } from "../phase";
import { button, element, part } from "./element";
import { icon } from "./icons";

/** What went wrong, with a way to go on. */
export class Notice {
  private readonly root = part("notice", HTMLElement);
  private timer: ReturnType<typeof setInterval> | undefined;
  private shown: Phase | undefined;

  /** @param retry called when the user does not want to wait */
  constructor(private readonly retry: () => void) {}

  update(phase: Phase): void {
    if (phase === this.shown) return;
    this.shown = phase;
    clearInterval(this.timer);
    this.root.hidden = phase.kind !== "failed";
    this.root.replaceChildren();
    if (phase.kind !== "failed") return;
    const { message, retryAt } = phase.problem;
    const wait = element("span", { class: "wait", "aria-hidden": "true" });
    const label = retryAt === undefined ? "Try again" : "Try now";
    const text = element("p", { role: "alert" }, `${message} `, wait);
    const again = button({ class: "plain" }, this.retry, label);
    this.root.append(icon("warning"), text, again);
    if (retryAt === undefined) return;
    const count = (): void => {
      const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
      wait.textContent = `Trying again in ${seconds} s.`;
    };
    count();
    this.timer = setInterval(count, 1000);
  }
}
