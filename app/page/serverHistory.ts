import type { Conversation as Stored } from "../gateway/api/api";
import { questionOf, requestOf, storedPart, withQuestion, type Conversation } from "./conversation";
import type { Start } from "./followReply";
import { ApiError, type Http } from "./http";

/** What the gateway stores of a conversation; undefined when it knows none of that name. */
export async function readStored(
  http: Http,
  server: string,
  signal?: AbortSignal,
): Promise<Stored | undefined> {
  try {
    return await http.json<Stored>(`api/conversations/${encodeURIComponent(server)}`, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * The conversation as the gateway has it, when that is more than the page has: a reply under way, or
 * messages that the page has not seen. Undefined when the page has as much, or has asked since.
 */
export function withStored(conversation: Conversation, stored: Stored): Conversation | undefined {
  const { pending, ...rest } = { ...conversation, server: stored.conversation };
  const asked = storedPart(conversation);
  const said = stored.messages.slice(0, 1 + questionOf(stored.messages, stored.messages.length));
  // What the gateway has may answer an older question.
  if (pending && asked.at(-1)?.content !== said.at(-1)?.content) return undefined;
  if (stored.pending) {
    // The events of a reply under way are all to be had again, so its message begins empty.
    const reply = { role: "assistant", content: "" } as const;
    return { ...rest, messages: [...said, reply], pending: { ...stored.pending, last: -1 } };
  }
  const isWhole = stored.messages.length > said.length;
  const isMore = pending !== undefined || stored.messages.length > conversation.messages.length;
  return isWhole && isMore ? { ...rest, messages: stored.messages } : undefined;
}

/** A conversation that caught up with the gateway, and what to follow now. */
export interface CaughtUp {
  readonly conversation: Conversation;
  /** Absent when the gateway had the whole reply. */
  readonly start?: Start;
}

/**
 * How to go on when the reply is not where it was: with the one that the gateway has under way, with
 * the whole one that it has stored, or with the question again. A gateway that has lost the
 * conversation is asked with all that was said.
 * @throws ApiError, ConnectionError when the gateway cannot tell
 */
export async function catchUp(
  http: Http,
  conversation: Conversation,
  now: () => number,
  signal: AbortSignal,
): Promise<CaughtUp> {
  const { server, ...unknown } = conversation;
  const stored = server === undefined ? undefined : await readStored(http, server, signal);
  signal.throwIfAborted();
  const more = stored && withStored(conversation, stored);
  if (more) {
    const { reply } = more.pending ?? {};
    return { conversation: more, ...(reply !== undefined && { start: { reply, last: -1 } }) };
  }
  const index = questionOf(conversation.messages, conversation.messages.length);
  const question = conversation.messages[index]?.content ?? "";
  const again = withQuestion(stored ? conversation : unknown, index, question, now());
  return { conversation: again, start: { request: requestOf(again) } };
}
