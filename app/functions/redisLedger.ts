import { REMEMBERED_SECONDS, type Ledger } from "./ledger";
import type { RedisReply } from "./redis";

/** Sends one command to Redis or Valkey. */
export type RedisCommand = (...parts: readonly string[]) => Promise<RedisReply>;

const DONE = "done";

/** Deletes a claim only if it is still ours: it may have ended, and be another's by now. */
const RELEASE = 'if redis.call("GET",KEYS[1])==ARGV[1] then return redis.call("DEL",KEYS[1]) end';

/**
 * A ledger that all instances share.
 * @param claimSeconds how long a claim holds
 */
export function redisLedger(command: RedisCommand, claimSeconds: number): Ledger {
  const key = (id: string): string => `chatscale:event:${id}`;
  const claim = (holder: string): string => `claim:${holder}`;
  return {
    claim: async (id, holder) => {
      const mine = claim(holder);
      const taken = await command("SET", key(id), mine, "NX", "EX", String(claimSeconds));
      if (taken !== null) return "claimed";
      const holds = await command("GET", key(id));
      if (holds === DONE) return "done";
      // Ours after all: the answer to the first command was lost on the way.
      return holds === mine ? "claimed" : "busy";
    },
    complete: async (id) => {
      await command("SET", key(id), DONE, "EX", String(REMEMBERED_SECONDS));
    },
    release: async (id, holder) => {
      await command("EVAL", RELEASE, "1", key(id), claim(holder));
    },
  };
}
