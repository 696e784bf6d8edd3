import type { Conversation as Stored } from "../gateway/api";
import { questionOf, storedPart, type Conversation } from "./conversation";
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
