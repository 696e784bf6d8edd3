import { titleOf, type Conversation } from "../conversation";
import { button, element, part } from "./element";
import { icon } from "./icons";

interface Actions {
  readonly open: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly startNew: () => void;
}

/** The list of conversations: beside the messages, and on a narrow screen in a drawer over them. */
export class Sidebar {
  private readonly root = part("sidebar", HTMLElement);
  private readonly list = part("conversations", HTMLUListElement);
  private readonly menu = part("menu", HTMLButtonElement);
  private readonly narrow = matchMedia("(max-width: 50rem)");
  private isOpen = false;
  private drawn = "";

  constructor(private readonly actions: Actions) {
    part("new-chat", HTMLButtonElement).addEventListener("click", () => {
      this.setOpen(false);
      actions.startNew();
    });
    this.menu.addEventListener("click", () => this.setOpen(!this.isOpen));
    part("backdrop", HTMLElement).addEventListener("click", () => this.setOpen(false));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.isOpen) return;
      this.setOpen(false);
      this.menu.focus();
    });
    this.narrow.addEventListener("change", () => this.setOpen(false));
    this.setOpen(false);
  }

  /**
   * @param shown id of the conversation that is shown
   * @param busy ids of those with a reply under way
   */
  update(conversations: readonly Conversation[], shown: string, busy: ReadonlySet<string>): void {
    const rows = conversations.map((one) => [one.id, titleOf(one), busy.has(one.id)] as const);
    const drawn = JSON.stringify([rows, shown]);
    // Rows that are as they were keep the focus.
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset["key"];
    this.list.replaceChildren(
      ...rows.map(([id, title, isBusy]) => this.row(id, title, isBusy, id === shown)),
    );
    if (focused === undefined) return;
    const again = [...this.list.querySelectorAll<HTMLElement>("[data-key]")];
    again.find(({ dataset }) => dataset["key"] === focused)?.focus();
  }

  private row(id: string, title: string, isBusy: boolean, isShown: boolean): HTMLElement {
    const open = button(
      { class: "open", "data-key": `open ${id}`, ...(isShown && { "aria-current": "true" }) },
      () => {
        this.setOpen(false);
        this.actions.open(id);
      },
      element("span", { class: "title" }, title),
      ...(isBusy
        ? [
            element(
              "span",
              { class: "busy" },
              element("span", { class: "visually-hidden" }, "Replying"),
            ),
          ]
        : []),
    );
    const label = `Delete ${title}`;
    const remove = button(
      { class: "action", "aria-label": label, title: "Delete", "data-key": `remove ${id}` },
      () => this.actions.remove(id),
      icon("bin"),
    );
    return element("li", {}, open, remove);
  }

  private setOpen(isOpen: boolean): void {
    this.isOpen = isOpen && this.narrow.matches;
    this.root.classList.toggle("open", this.isOpen);
    // What cannot be seen must not be reached by the keyboard either.
    this.root.inert = this.narrow.matches && !this.isOpen;
    part("main", HTMLElement).inert = this.isOpen;
    this.menu.setAttribute("aria-expanded", String(this.isOpen));
    if (this.isOpen) part("new-chat", HTMLButtonElement).focus();
  }
}
