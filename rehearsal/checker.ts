import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { PROBE_PATH } from "../app/gateway/probe/chatProbe";

/** Time, which tests replace; in milliseconds. */
export interface Clock {
  readonly now: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    sleep(Math.max(0, milliseconds), undefined, { signal }).catch(() => undefined),
};

/** When checks are made, and how long each may take; in milliseconds. */
export interface CheckTimes {
  readonly interval: number;
  readonly timeout: number;
}

/**
 * Checks at a steady pace, until the signal is aborted.
 * @param check resolves with whether it works; it ends at its own signal, or counts as failed
 * @param observe is told of each outcome
 */
export async function keepChecking(
  check: (signal: AbortSignal) => Promise<boolean>,
  observe: (works: boolean) => void,
  { interval, timeout }: CheckTimes,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let due = clock.now(); ; due = Math.max(due + interval, clock.now())) {
    await clock.sleep(due - clock.now(), signal);
    const over = new AbortController();
    const end = AbortSignal.any([signal, over.signal]);
    const late = clock.sleep(timeout, end).then(() => false);
    const works = await Promise.race([check(end).catch(() => false), late]);
    over.abort();
    if (signal.aborted) return;
    observe(works);
  }
}

/** Whether a side's chat probe answers that chats work, over a connection of its own. */
export function probe(base: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(`${base}${PROBE_PATH}`, { agent: false, signal }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on("error", () => resolve(false));
  });
}
