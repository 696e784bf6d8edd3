import { Instances } from "../../../../compare/simulate/functions/instances";
import { Heap } from "../../../../compare/simulate/heap";
import type { Random } from "../../../../load/random";
import type { Experiment } from "./experiments";

/** An experiment's window, and the time before it that does not count, in seconds. */
export const WINDOW = 28 * 3600;
const WARM_UP = 600;

interface Counts {
  requests: number;
  cold: number;
  instanceSeconds: number;
  seconds: number;
}

/**
 * Repeats an experiment until it has so many requests: each time from nothing, with requests of a
 * Poisson process and exponential service times.
 */
export function simulateExperiment(experiment: Experiment, requests: number, random: Random) {
  const counts: Counts = { requests: 0, cold: 0, instanceSeconds: 0, seconds: 0 };
  while (counts.requests < requests) repeat(experiment, random, counts);
  return {
    coldStarts: counts.cold / counts.requests,
    instances: counts.instanceSeconds / counts.seconds,
    requests: counts.requests,
  };
}

function repeat({ rate, warm, cold, idle }: Experiment, random: Random, counts: Counts): void {
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const pool = new Instances(idle);
  const ends = new Heap();
  const endUntil = (now: number): void => {
    while (ends.firstKey <= now) {
      const at = ends.firstKey;
      pool.letGo(ends.pop(), at);
    }
  };
  let before: number | undefined;
  for (let now = exponential(1 / rate); ; now += exponential(1 / rate)) {
    if (now > WARM_UP && before === undefined) {
      endUntil(WARM_UP);
      before = pool.instanceSeconds(WARM_UP);
    }
    if (now > WINDOW) break;
    endUntil(now);
    const taken = pool.take(now);
    ends.push(now + exponential(taken.cold ? cold : warm), taken.instance);
    if (now <= WARM_UP) continue;
    counts.requests += 1;
    if (taken.cold) counts.cold += 1;
  }
  endUntil(WINDOW);
  counts.instanceSeconds += pool.instanceSeconds(WINDOW) - (before ?? 0);
  counts.seconds += WINDOW - WARM_UP;
}
