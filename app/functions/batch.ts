import type { Outcome } from "./worker";

/**
 * Works off messages one after the other, so that each has the time to itself, and returns the ids
 * of those that are not done. One that throws is not done either, and harms no other.
 */
export async function workOff<T>(
  messages: readonly T[],
  idOf: (message: T) => string,
  work: (message: T) => Promise<Outcome>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const message of messages) {
    const outcome = await work(message).catch((): Outcome => ({ kind: "retry", reason: "thrown" }));
    if (outcome.kind !== "done") failed.push(idOf(message));
  }
  return failed;
}
