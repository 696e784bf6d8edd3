import { announce } from "./announcer";
import { part } from "./element";
import { fitHeight, onEnter } from "./textField";

interface Actions {
  readonly send: (text: string) => void;
  readonly stop: () => void;
}

/** Share of the longest message from which on its length is shown. */
const NEARLY_FULL = 0.9;

/** The field for the next message, with the buttons that send it and stop its reply. */
export class Composer {
  private readonly field = part("input", HTMLTextAreaElement);
  private readonly sendButton = part("send", HTMLButtonElement);
  private readonly stopButton = part("stop", HTMLButtonElement);
  private readonly length = part("length", HTMLElement);
  private busy = false;
  private longest = Infinity;

  constructor(private readonly actions: Actions) {
    part("composer", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (onEnter(event)) this.send();
    });
    this.field.addEventListener("input", () => this.update());
    this.stopButton.addEventListener("click", () => {
      actions.stop();
      this.focus();
    });
  }

  /** @param bytes of the longest message that the gateway takes */
  limit(bytes: number): void {
    this.longest = bytes;
    this.update();
  }

  setBusy(busy: boolean): void {
    if (busy === this.busy) return;
    this.busy = busy;
    const hadFocus = document.activeElement === this.stopButton;
    this.sendButton.hidden = busy;
    this.stopButton.hidden = !busy;
    if (hadFocus) this.focus();
  }

  focus(): void {
    this.field.focus();
  }

  /** Puts a text into the field, for the user to send or to change. */
  fill(text: string): void {
    this.field.value = text;
    this.update();
    this.focus();
  }

  private send(): void {
    const text = this.field.value.trim();
    if (text === "") return;
    if (this.busy) {
      announce("A reply is under way. Stop it, or wait for its end.");
      return;
    }
    if (this.bytes > this.longest) {
      announce("The message is too long.");
      return;
    }
    this.fill("");
    this.actions.send(text);
  }

  private update(): void {
    fitHeight(this.field);
    const { bytes, longest } = this;
    const isTooLong = bytes > longest;
    this.length.hidden = bytes < longest * NEARLY_FULL;
    this.length.textContent = `${bytes.toLocaleString("en")} of ${longest.toLocaleString("en")} bytes`;
    this.field.setAttribute("aria-invalid", String(isTooLong));
  }

  private get bytes(): number {
    return new TextEncoder().encode(this.field.value.trim()).length;
  }
}
