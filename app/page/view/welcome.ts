import { button, part } from "./element";

/** First messages for who does not know what to say. */
const SUGGESTIONS = [
  "Explain server-sent events to a colleague",
  "Draft a runbook for a slow chat service",
  "Compare EKS and ECS in a table",
];

/** What an empty chat shows. */
export class Welcome {
  private readonly root = part("welcome", HTMLElement);

  constructor(send: (text: string) => void) {
    const buttons = SUGGESTIONS.map((text) =>
      button({ class: "suggestion" }, () => send(text), text),
    );
    part("suggestions", HTMLElement).append(...buttons);
  }

  update(isEmpty: boolean): void {
    this.root.hidden = !isEmpty;
  }
}
