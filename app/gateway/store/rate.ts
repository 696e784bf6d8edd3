/** Share of a minute's chats that a client may start at once, before it must space them out. */
const BURST_SHARE = 0.5;

/**
 * The generic cell rate algorithm: one number for each client, the time at which it has made up
 * for all its chats.
 * @param before that number, in milliseconds since 1970; undefined for a new client
 * @param now in milliseconds since 1970
 * @returns the wait in milliseconds, 0 when the chat may start; and the number to remember
 */
export function takeTurn(
  before: number | undefined,
  now: number,
  perMinute: number,
): { readonly wait: number; readonly next: number } {
  const { space, burst } = spacing(perMinute);
  const start = Math.max(before ?? 0, now);
  const wait = start + space - burst - now;
  return wait > 0 ? { wait, next: start } : { wait: 0, next: start + space };
}

/** Time that each chat takes up, and the time that may be taken up in advance, in milliseconds. */
export function spacing(perMinute: number): { readonly space: number; readonly burst: number } {
  const space = 60_000 / perMinute;
  return { space, burst: Math.max(space, 60_000 * BURST_SHARE) };
}
