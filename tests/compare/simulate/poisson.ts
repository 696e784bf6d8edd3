import type { Random } from "../../../load/random";
import type { Chats } from "../../../compare/simulate/chats";

/** Chats of a Poisson process whose lengths are exponential; the model answers at once. */
export function poissonChats(count: number, rate: number, mean: number, random: Random): Chats {
  const at = new Float64Array(count);
  const seconds = new Float64Array(count);
  let now = 0;
  for (let place = 0; place < count; place += 1) {
    now -= Math.log(1 - random()) / rate;
    at[place] = now;
    seconds[place] = -Math.log(1 - random()) * mean;
  }
  return { count, at, seconds, firstToken: 0, duration: now };
}
