import { button, element } from "./element";

/** Asks before something that cannot be undone. The browser leads the focus back to where it was. */
export function confirmThat(question: string, verb: string, action: () => void): void {
  const close = (): void => dialog.close();
  const text = element("p", { id: "question" }, question);
  const cancel = button({ class: "plain" }, close, "Cancel");
  const agree = button({ class: "primary danger" }, () => {
    close();
    action();
  });
  agree.textContent = verb;
  const buttons = element("div", { class: "dialog-buttons" }, cancel, agree);
  const dialog = element("dialog", { "aria-labelledby": "question" }, text, buttons);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
