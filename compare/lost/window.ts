import type { Chats } from "../simulate/chats";
import { drawsBetween, type Draws } from "./failover";

/**
 * Time that is simulated before a loss and after it, in seconds. Half an hour is twice what the
 * slowest scaler takes to settle, which is ECS with fewer tasks.
 */
const BEFORE = 1800;
const AFTER = 3600;

/** When the most chats are in the works, if each has a place at once; in seconds. */
export function busiest({ at, seconds }: Chats): number {
  const ends = at.map((start, place) => start + seconds[place]!).sort();
  let ended = 0;
  let most = 0;
  let when = 0;
  for (const [place, start] of at.entries()) {
    while (ends[ended]! <= start) ended += 1;
    if (place + 1 - ended <= most) continue;
    most = place + 1 - ended;
    when = start;
  }
  return when;
}

/** The chats in the works at a time, if each has a place at once. */
export function inTheWorks({ at, seconds }: Chats, time: number): number {
  return at.filter((start, place) => start <= time && time < start + seconds[place]!).length;
}

/** A part of a trace around a loss, in which the times begin anew. */
export interface Around {
  readonly chats: Chats;
  readonly draws: Draws;
  /** When the side is lost, in seconds from the part's beginning. */
  readonly lostAt: number;
}

export function around(chats: Chats, draws: Draws, lostAt: number): Around {
  const start = Math.max(0, lostAt - BEFORE);
  const end = Math.min(chats.duration, lostAt + AFTER);
  const first = firstFrom(chats.at, start);
  const last = firstFrom(chats.at, end);
  return {
    chats: {
      count: last - first,
      at: chats.at.slice(first, last).map((time) => time - start),
      seconds: chats.seconds.subarray(first, last),
      firstToken: chats.firstToken,
      duration: end - start,
    },
    draws: drawsBetween(draws, first, last),
    lostAt: lostAt - start,
  };
}

/** The chats of some places only. */
export function pick(chats: Chats, places: readonly number[]): Chats {
  return {
    ...chats,
    count: places.length,
    at: Float64Array.from(places, (place) => chats.at[place]!),
    seconds: Float64Array.from(places, (place) => chats.seconds[place]!),
  };
}

/** The first place whose time is not before another. */
function firstFrom(at: Float64Array, time: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
