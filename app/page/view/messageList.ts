import type { Chat } from "../chat";
import type { ChatMessage } from "../conversation";
import { AssistantMessage } from "./assistantMessage";
import { UserMessage } from "./userMessage";

interface Actions {
  readonly resend: (index: number, text: string) => void;
  readonly regenerate: (index: number) => void;
}

/** The messages of the conversation that is shown. */
export class MessageList {
  private views: (UserMessage | AssistantMessage)[] = [];
  private shown: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly actions: Actions,
  ) {}

  update({ conversation, phase, busy }: Chat): void {
    const { id, messages } = conversation;
    if (id !== this.shown) this.keep(0);
    this.shown = id;
    const differs = this.views.findIndex(({ role }, index) => messages[index]?.role !== role);
    if (differs >= 0) this.keep(differs);
    messages.forEach((message, index) => {
      const view = this.views[index] ?? this.add(message.role);
      const isLast = index === messages.length - 1;
      if (view.role === "user") {
        view.update(message, { busy });
      } else {
        const live = busy && isLast;
        const waiting = live ? waitingText(message, phase.kind) : "";
        view.update(message, { live, waiting, canRegenerate: isLast && !busy });
      }
    });
  }

  private keep(count: number): void {
    for (const { root } of this.views.slice(count)) root.remove();
    this.views = this.views.slice(0, count);
  }

  private add(role: ChatMessage["role"]): UserMessage | AssistantMessage {
    const index = this.views.length;
    const view =
      role === "user"
        ? new UserMessage((text) => this.actions.resend(index, text))
        : new AssistantMessage(() => this.actions.regenerate(index));
    this.views.push(view);
    this.root.append(view.root);
    return view;
  }
}

function waitingText({ content }: ChatMessage, phase: Chat["phase"]["kind"]): string {
  if (phase === "reconnecting") return "Connection lost. Connecting again …";
  if (phase === "stopping") return "Stopping …";
  return content === "" ? "Thinking …" : "";
}
