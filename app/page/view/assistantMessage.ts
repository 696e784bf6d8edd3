import type { ChatMessage } from "../conversation";
import { GrowingMarkdown } from "../growingMarkdown";
import { parseMarkdown } from "../markdown";
import { copyButton } from "./copyButton";
import { button, element } from "./element";
import { icon } from "./icons";
import { renderTree } from "./renderTree";

/** How a reply that is not whole is marked. */
const NOTES: Readonly<Record<NonNullable<ChatMessage["ended"]>, string>> = {
  stopped: "Stopped.",
  length: "The reply reached the model's longest length.",
  timeout: "The reply took too long, and was ended here.",
  failed: "The reply broke off.",
};

export interface AssistantStatus {
  /** Whether this reply is under way. */
  readonly live: boolean;
  /** What is said while nothing else can be seen to happen; empty when text comes. */
  readonly waiting: string;
  readonly canRegenerate: boolean;
}

/** What the model says, or is about to. */
export class AssistantMessage {
  readonly role = "assistant";
  readonly root: HTMLElement;
  private readonly text = element("div", { class: "text" });
  private readonly waiting = element("p", { class: "waiting" });
  private readonly note = element("p", { class: "note" });
  private readonly actions: HTMLElement;
  private readonly again: HTMLButtonElement;
  private content = "";
  private growing: GrowingMarkdown | undefined;
  private open: Node[] = [];

  /** @param regenerate called when the user wants another reply */
  constructor(regenerate: () => void) {
    const label = "Regenerate reply";
    const attributes = { class: "action", "aria-label": label, title: label };
    this.again = button(attributes, regenerate, icon("again"));
    const copy = copyButton("Copy reply", () => this.content);
    this.actions = element("div", { class: "actions" }, copy, this.again);
    const heading = element("h2", { class: "visually-hidden" }, "Assistant");
    this.root = element(
      "article",
      { class: "message assistant" },
      heading,
      this.text,
      this.waiting,
      this.note,
      this.actions,
    );
  }

  update({ content, ended }: ChatMessage, { live, waiting, canRegenerate }: AssistantStatus): void {
    if (live) this.grow(content);
    else if (this.growing || content !== this.content) this.settle(content);
    this.content = content;
    this.root.classList.toggle("live", live && content !== "");
    this.waiting.hidden = waiting === "";
    this.waiting.textContent = waiting;
    this.note.hidden = ended === undefined;
    this.note.textContent = ended === undefined ? "" : NOTES[ended];
    this.actions.hidden = live;
    this.again.hidden = !canRegenerate;
  }

  private grow(content: string): void {
    if (!this.growing || !content.startsWith(this.content)) {
      this.growing = new GrowingMarkdown();
      this.text.replaceChildren();
      this.open = [];
    } else if (content === this.content) {
      return;
    }
    const { settled, open } = this.growing.update(content);
    for (const node of this.open) (node as ChildNode).remove();
    this.open = renderTree(open);
    this.text.append(...renderTree(settled), ...this.open);
  }

  /** The text as a whole: a link may be explained further down. */
  private settle(content: string): void {
    this.growing = undefined;
    this.open = [];
    this.text.replaceChildren(...renderTree(parseMarkdown(content).map(({ node }) => node)));
  }
}
