import type { Random } from "./random";

/** A stretch of time over which the rate changes evenly. Times in seconds, rates per second. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

export const SHAPES = ["steady", "ramp", "spike"] as const;
export type Shape = (typeof SHAPES)[number];

/** The part of the duration that a spike takes: its middle fifth. */
const SPIKE = { start: 0.4, end: 0.6 };

/**
 * The rate of arrivals over time.
 * @param rate per second: all the time (steady), at the end, from 0 on (ramp), or outside the spike
 * @param duration in seconds
 * @param factor by which a spike exceeds the rate
 */
export function rateProfile(
  shape: Shape,
  rate: number,
  duration: number,
  factor: number,
): Segment[] {
  switch (shape) {
    case "steady":
      return [{ start: 0, end: duration, from: rate, to: rate }];
    case "ramp":
      return [{ start: 0, end: duration, from: 0, to: rate }];
    case "spike": {
      const [start, end] = [SPIKE.start * duration, SPIKE.end * duration];
      const peak = rate * factor;
      return [
        { start: 0, end: start, from: rate, to: rate },
        { start, end, from: peak, to: peak },
        { start: end, end: duration, from: rate, to: rate },
      ];
    }
  }
}

/** How many arrivals the profile brings on average. */
export function expectedArrivals(profile: readonly Segment[]): number {
  return profile.reduce((sum, segment) => sum + area(segment), 0);
}

/** The highest rate of the profile. */
export function peakRate(profile: readonly Segment[]): number {
  return Math.max(...profile.flatMap(({ from, to }) => [from, to]));
}

/**
 * The times of a Poisson process, in seconds, in order: arrivals of people who do not know of each
 * other. Times of unit rate are stretched by the inverse of the rate's integral, which is exact
 * (Çinlar, Introduction to Stochastic Processes, 1975, chapter 4).
 */
export function* arrivals(profile: readonly Segment[], random: Random): Generator<number> {
  let before = 0;
  let wanted = exponential(random);
  for (const segment of profile) {
    const after = before + area(segment);
    for (; wanted < after; wanted += exponential(random)) {
      yield timeOf(segment, wanted - before);
    }
    before = after;
  }
}

function area({ start, end, from, to }: Segment): number {
  return ((end - start) * (from + to)) / 2;
}

/** When the segment has brought so many arrivals: the root of from·t + slope·t²/2 = count. */
function timeOf({ start, end, from, to }: Segment, count: number): number {
  const slope = (to - from) / (end - start);
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
  // This form of the root loses no digits, and holds for a slope of 0.
  return Math.min(end, start + (2 * count) / (from + root));
}

/** A wait of mean 1. */
function exponential(random: Random): number {
  return -Math.log(1 - random());
}
