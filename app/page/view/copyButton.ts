import { announce } from "./announcer";
import { button, element } from "./element";
import { icon, type Icon } from "./icons";

/** How long a button says that it has copied, in milliseconds. */
const SHOWN = 2000;

/** A button that copies a text, and says whether it could. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const word = element("span", { class: "word" });
  const show = (name: Icon, said: string): void => {
    made.firstElementChild?.replaceWith(icon(name));
    word.textContent = said;
  };
  const tell = (name: Icon, said: string): void => {
    show(name, said);
    announce(said);
    clearTimeout(timer);
    timer = setTimeout(() => show("copy", ""), SHOWN);
  };
  const click = (): void => {
    copy(text()).then(
      () => tell("done", "Copied"),
      () => tell("warning", "The browser did not allow it"),
    );
  };
  const attributes = { class: "action", "aria-label": label, title: label };
  const made = button(attributes, click, icon("copy"), word);
  return made;
}

/** @throws DOMException where the browser does not allow it, as on plain http to another machine */
async function copy(text: string): Promise<void> {
  if (!("clipboard" in navigator)) throw new DOMException("There is no clipboard here.");
  await navigator.clipboard.writeText(text);
}
