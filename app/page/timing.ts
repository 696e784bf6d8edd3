import type { Timing } from "./followReply";

/**
 * A stream that is silent for so long is dead, in milliseconds: the longest heartbeat that the
 * deployment's config allows is well below.
 */
const SILENCE = 75_000;

/** Time and chance as the browser has them. */
export const browserTiming: Timing = {
  random: Math.random,
  silence: SILENCE,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        window.removeEventListener("online", end);
        if (signal.aborted) reject(signal.reason as Error);
        else resolve();
      };
      const timer = setTimeout(end, milliseconds);
      window.addEventListener("online", end);
      signal.addEventListener("abort", end, { once: true });
    }),
};
