import type { ReplyEvent } from "../../app/gateway/api/api";
import { Feed } from "../../app/gateway/reply/feed";

/** The event of one token. */
export const token = (text: string): ReplyEvent => ({ event: "token", data: { text } });

export const END: ReplyEvent = { event: "end", data: { reason: "stop" } };

export const START: ReplyEvent = {
  event: "start",
  data: { reply: "r", conversation: "c", model: "m" },
};

/** A feed that shows so many tokens, each with its number in its text, and no end. */
export function feedOf(tokens: number, size = 1): Feed {
  const feed = new Feed(Date.now);
  feed.append(Array.from({ length: tokens }, (_, n) => token(String(n).padStart(size, " "))));
  return feed;
}

/** Waits until something is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}
