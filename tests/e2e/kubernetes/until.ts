import { setTimeout as sleep } from "node:timers/promises";
import { DaemonEnded } from "./daemon";

/** How long anything may take before it counts as never: far more than it ever did. */
const LIMIT_MILLISECONDS = 240_000;

/**
 * Asks until there is an answer.
 * @param what is waited for, as the end of the sentence "waited in vain for"
 * @param ask its answer, or undefined while there is none; an error counts as none
 * @throws Error when there is none for four minutes, with the last error; DaemonEnded at once
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + LIMIT_MILLISECONDS;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof DaemonEnded) throw error;
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`waited in vain for ${what}`, { cause: last });
}
