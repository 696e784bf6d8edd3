import type { ChatMessage } from "../conversation";
import { copyButton } from "./copyButton";
import { button, element } from "./element";
import { icon } from "./icons";
import { onEnter, fitHeight } from "./textField";

/** What the user said, which can be edited and sent again. */
export class UserMessage {
  readonly role = "user";
  readonly root: HTMLElement;
  private readonly text = element("div", { class: "bubble" });
  private readonly edit: HTMLButtonElement;
  private readonly body: HTMLElement;
  private content = "";

  /** @param resend called with the new text */
  constructor(private readonly resend: (text: string) => void) {
    const label = "Edit message";
    const attributes = { class: "action", "aria-label": label, title: label };
    this.edit = button(attributes, () => this.open(), icon("edit"));
    const copy = copyButton("Copy message", () => this.content);
    const actions = element("div", { class: "actions" }, copy, this.edit);
    this.body = element("div", { class: "body" }, this.text, actions);
    const heading = element("h2", { class: "visually-hidden" }, "You");
    this.root = element("article", { class: "message user" }, heading, this.body);
  }

  /** @param busy whether a reply is under way, so that nothing can be sent */
  update({ content }: ChatMessage, { busy }: { readonly busy: boolean }): void {
    if (content !== this.content) {
      this.content = content;
      this.text.textContent = content;
      this.close();
    }
    this.edit.disabled = busy;
  }

  private open(): void {
    const field = element("textarea", { "aria-label": "Edit message", rows: "1" });
    field.value = this.content;
    const cancel = (): void => {
      this.close();
      this.edit.focus();
    };
    const send = (): void => {
      const text = field.value.trim();
      if (text === "") return;
      this.close();
      this.resend(text);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") cancel();
      else if (onEnter(event)) send();
    });
    field.addEventListener("input", () => fitHeight(field));
    const buttons = element(
      "div",
      { class: "edit-buttons" },
      button({ class: "plain" }, cancel, "Cancel"),
      button({ class: "primary" }, send, "Send"),
    );
    this.body.hidden = true;
    this.root.append(element("div", { class: "edit" }, field, buttons));
    fitHeight(field);
    field.focus();
  }

  private close(): void {
    this.root.querySelector(".edit")?.remove();
    this.body.hidden = false;
  }
}
