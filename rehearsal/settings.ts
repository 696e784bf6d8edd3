/** All that a rehearsal needs to know. Times are seconds. */
export interface RehearsalSettings {
  readonly clients: number;
  /** Chats a second, of all clients. */
  readonly rate: number;
  /** From one check of a side to the next. */
  readonly interval: number;
  /** Failed checks in a row that take a side out, and good ones that bring it back. */
  readonly failures: number;
  /** How long a client keeps the answer to the name. */
  readonly ttl: number;
  /** Longest wait of a client between two tries. */
  readonly retry: number;
  /** Side A's part of new clients, in percent. */
  readonly share: number;
  /** How often a side is killed: A first, then B, and so on. */
  readonly rounds: number;
  readonly seed: number;
}

/** Longest time for the answer to a check, as Route 53 waits for a connection. */
const CHECK_TIMEOUT = 4;

/** How long a side may take to answer a check: no longer than until the next one. */
export function checkTimeout({ interval }: RehearsalSettings): number {
  return Math.min(interval, CHECK_TIMEOUT);
}

/** How long after a side's end the last client is served again, at the latest. */
export function longestOutage(settings: RehearsalSettings): number {
  const { interval, failures, ttl, retry } = settings;
  return interval * failures + checkTimeout(settings) + ttl + retry;
}
