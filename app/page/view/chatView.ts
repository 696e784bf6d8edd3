import type { Chat } from "../chat";
import type { Problem } from "../phase";
import { announce, ReplyReader } from "./announcer";
import { AutoScroll } from "./autoScroll";
import { part } from "./element";
import { MessageList } from "./messageList";
import { Notice } from "./notice";

interface Actions {
  readonly resend: (index: number, text: string) => void;
  readonly regenerate: (index: number) => void;
  readonly retry: () => void;
  /** The place where the user had the focus is gone: it goes to the field for messages. */
  readonly focus: () => void;
}

/** The chat that is shown: its messages, what is wrong, and what a screen reader says. */
export class ChatView {
  private readonly messages: MessageList;
  private readonly scroll = new AutoScroll(
    part("scroll", HTMLElement),
    part("jump", HTMLButtonElement),
  );
  private readonly notice: Notice;
  private readonly reader = new ReplyReader();
  private away: Problem | undefined;
  private phase: Chat["phase"]["kind"] = "idle";
  private shown: Chat | undefined;

  constructor(actions: Actions) {
    this.notice = new Notice(() => {
      actions.retry();
      actions.focus();
    });
    this.messages = new MessageList(part("messages", HTMLElement), {
      resend: (index, text) => {
        actions.resend(index, text);
        this.toEnd();
        actions.focus();
      },
      regenerate: (index) => {
        actions.regenerate(index);
        this.toEnd();
        actions.focus();
      },
    });
  }

  /** @param problem why the gateway cannot be reached at all; undefined when it can */
  unreachable(problem: Problem | undefined): void {
    this.away = problem;
    if (this.shown) this.update(this.shown);
    else this.showProblem(undefined);
  }

  /** Another chat comes into view. */
  reset(): void {
    this.reader.reset();
    this.phase = "idle";
    this.toEnd();
  }

  toEnd(): void {
    this.scroll.toEnd();
  }

  update(chat: Chat): void {
    this.shown = chat;
    this.messages.update(chat);
    this.showProblem(chat);
    this.scroll.update();
    this.speak(chat);
  }

  private showProblem(chat: Chat | undefined): void {
    if (chat?.phase.kind === "failed" || !this.away)
      this.notice.update(chat?.phase ?? { kind: "idle" });
    else this.notice.update({ kind: "failed", problem: this.away });
  }

  private speak({ phase: { kind }, conversation, busy }: Chat): void {
    const text = conversation.messages.at(-1)?.content ?? "";
    const before = this.phase;
    this.phase = kind;
    if (kind === "thinking" && before !== kind) announce("Thinking.");
    if (kind === "reconnecting" && before !== kind) announce("Connection lost. Connecting again.");
    if (busy) this.reader.grow(text);
    else if (before !== "idle" && before !== "failed") this.reader.finish(text);
  }
}
