import { digest } from "./ids";
import { ApiError } from "./errors";
import type { SessionStore } from "./store";

/** Refuses a client that starts chats too fast. */
export type RateLimit = (client: string) => Promise<void>;

/**
 * One limit for all replicas, kept in the session store; while that is away, each replica has its own.
 * @param perMinute chats of one client
 * @param local counts when the store cannot
 */
export function rateLimit(
  store: Pick<SessionStore, "countChat">,
  local: Pick<SessionStore, "countChat">,
  perMinute: number,
): RateLimit {
  return async (client) => {
    const key = digest(client, 32);
    const wait = await store.countChat(key, perMinute).catch(() => local.countChat(key, perMinute));
    if (wait <= 0) return;
    throw new ApiError("rate_limited", "Too many chats from here.", Math.ceil(wait / 1000));
  };
}
