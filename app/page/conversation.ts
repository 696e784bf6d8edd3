import type { ChatRequest, EndReason, Message } from "../gateway/api/api";

/** A message as the page keeps it. */
export interface ChatMessage extends Message {
  /** Why a reply is not whole; absent for a whole one. */
  readonly ended?: Exclude<EndReason, "stop"> | "failed";
}

/** A conversation as the page keeps it, and as it lies in local storage. */
export interface Conversation {
  /** The page's own name for it. */
  readonly id: string;
  /** The gateway's name for it, known from the first reply on. */
  readonly server?: string;
  /** When it last changed, in milliseconds since 1970. */
  readonly updated: number;
  readonly messages: readonly ChatMessage[];
  /** Present while the last message is a reply under way. */
  readonly pending?: Pending;
}

export interface Pending {
  /** Unknown until the gateway has taken the chat. */
  readonly reply?: string;
  /** The number of the last event that is in the message; -1 for none. */
  readonly last: number;
}

/** Longest title, in characters. */
const TITLE_LENGTH = 60;

/** What of a message is read for its title, in UTF-16 units: messages may be very long. */
const TITLE_SOURCE = 1000;

/** An id that needs no secure context, as `crypto.randomUUID` does. */
export function newConversation(now: number): Conversation {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, updated: now, messages: [] };
}

/** What a list of conversations calls it: its first message, in one line. */
export function titleOf({ messages }: Conversation): string {
  const start = messages[0]?.content.trimStart().slice(0, TITLE_SOURCE) ?? "";
  const text = start.trim().replace(/\s+/g, " ");
  if (text === "") return "New chat";
  const letters = Array.from(text);
  return letters.length <= TITLE_LENGTH
    ? text
    : `${letters
        .slice(0, TITLE_LENGTH - 1)
        .join("")
        .trimEnd()}…`;
}

/** The conversation with a question at an index, an empty reply behind it, and nothing further. */
export function withQuestion(
  conversation: Conversation,
  index: number,
  content: string,
  now: number,
): Conversation {
  const left = conversation.pending ? withEnd(conversation, "failed", now) : conversation;
  const before = left.messages.slice(0, index);
  const messages: ChatMessage[] = [
    ...before,
    { role: "user", content },
    { role: "assistant", content: "" },
  ];
  return { ...conversation, updated: now, messages, pending: { last: -1 } };
}

/** The index of the user's message that a reply answers. */
export function questionOf(messages: readonly Message[], reply: number): number {
  return messages.slice(0, reply).findLastIndex(({ role }) => role === "user");
}

/** The conversation with another last reply. */
export function withReply(
  conversation: Conversation,
  change: (reply: ChatMessage) => ChatMessage,
): Conversation {
  const { messages } = conversation;
  const reply = messages.at(-1);
  if (reply?.role !== "assistant") return conversation;
  return { ...conversation, messages: [...messages.slice(0, -1), change(reply)] };
}

/** The conversation whose reply is over, whole or for another reason. */
export function withEnd(
  conversation: Conversation,
  reason: EndReason | "failed",
  now: number,
): Conversation {
  const { pending: _, ...rest } = conversation;
  const ended = reason === "stop" ? {} : { ended: reason };
  return { ...withReply(rest, (reply) => ({ ...reply, ...ended })), updated: now };
}

/** Whether the gateway remembers a message: not a reply that failed, or that was stopped at once. */
function isStored({ role, content, ended }: ChatMessage): boolean {
  return role === "user" || (content !== "" && ended !== "failed");
}

/**
 * What the gateway should have of a conversation: its messages up to and with the last question.
 */
export function storedPart({ messages }: Conversation): Message[] {
  return messages
    .slice(0, questionOf(messages, messages.length) + 1)
    .filter(isStored)
    .map(({ role, content }) => ({ role, content }));
}

/**
 * The request for the reply under way. The gateway's history is cut to what stood before the
 * question, so that a question that it has already, from a try before, is not there twice.
 */
export function requestOf(conversation: Conversation): ChatRequest {
  const { server } = conversation;
  const said = storedPart(conversation);
  if (server === undefined) return { messages: said };
  return { conversation: server, messages: said.slice(-1), replaceFrom: said.length - 1 };
}
