/** Longest wait between two tries, in milliseconds. */
const LONGEST = 10_000;

/**
 * How long to wait before a try, in milliseconds: doubled with each try, and spread over its upper
 * half so that the clients of a server that comes back do not all come at once.
 * @param tries failed so far, at least 1
 * @param first wait, in milliseconds
 * @param random from 0 up to 1
 */
export function backoff(tries: number, first: number, random: number): number {
  const wait = Math.min(LONGEST, first * 2 ** (tries - 1));
  return Math.round(wait * (0.5 + random / 2));
}
