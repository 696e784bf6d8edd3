/**
 * Lets a number of calls pass each second, and twice as many in a burst.
 * @param now in milliseconds
 */
export function rateLimit(perSecond: number, now: () => number): () => boolean {
  const most = 2 * perSecond;
  let left = most;
  let last = now();
  return () => {
    const time = now();
    left = Math.min(most, left + (Math.max(0, time - last) / 1000) * perSecond);
    last = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
