import type { OptionOutcome } from "../options/run";
import type { Chats } from "../simulate/chats";
import { FATE, Ledger } from "../simulate/ledger";
import type { LossAssumed } from "./assumptions";
import { detectedAfter, keptFor, type Failover } from "./failover";
import { Tally, type Loss } from "./tally";
import type { Around } from "./window";

/** Simulates a side with some chats, and tells what became of each. */
export type Serve = (chats: Chats, ledger: Ledger) => OptionOutcome;

/** A side that is lost while another one stays. */
export interface Scene extends Around {
  readonly isLost: (place: number) => boolean;
  readonly failover: Failover;
  readonly values: LossAssumed;
  /** What becomes of the lost side's chats when nothing is lost, by their place among them. */
  readonly before: Ledger;
  readonly survivor: Serve;
}

/** Longest pause between two tries of the page, in seconds: `app/page/backoff.ts`. */
const RETRY_SECONDS = 10;

/** How a chat came to ask the survivor. */
export type Way = "own" | "moved" | "cut" | "error";

/** A chat that asks the survivor later than it was first sent. */
interface Back {
  readonly place: number;
  readonly at: number;
  readonly way: Way;
}

/**
 * Loses a side: its replies break off, and whoever is led to it gets an error until their name leads
 * elsewhere. Who was cut asks again as soon as that is so, with all that was said; the reply is then
 * written anew. Who got an error asks again by hand.
 * @param phase of the health checks: see `detectedAfter`
 */
export function loseSide(scene: Scene, phase: number): Loss {
  const { chats, isLost, failover, values } = scene;
  const tally = new Tally(scene, detectedAfter(failover, values, phase));
  const direct = new Int32Array(chats.count);
  const back: Back[] = [];
  let count = 0;
  let index = 0;
  for (let place = 0; place < chats.count; place += 1) {
    if (!isLost(place)) {
      direct[count++] = place;
      continue;
    }
    const ask = askOf(scene, tally, index++, place);
    if (ask === "moved") direct[count++] = place;
    else if (ask === undefined) continue;
    else if (ask.at < chats.duration) back.push(ask);
    else tally.giveUp();
  }
  back.sort((a, b) => a.at - b.at);
  const { places, ...times } = inOrder(chats, direct.subarray(0, count), back);
  const ledger = new Ledger(places.length);
  const outcome = scene.survivor({ ...chats, count: places.length, ...times }, ledger);
  const ways = new Map(back.map(({ place, way }) => [place, way]));
  for (let order = 0; order < places.length; order += 1) {
    const place = places[order]!;
    const way = ways.get(place) ?? (isLost(place) ? "moved" : "own");
    tally.answer(place, times.at[order]!, way, ledger, order);
  }
  return tally.loss(outcome);
}

/** All that ask the survivor by the time that they do; typed, as there are many in each run. */
function inOrder(chats: Chats, direct: Int32Array, back: readonly Back[]) {
  const count = direct.length + back.length;
  const at = new Float64Array(count);
  const seconds = new Float64Array(count);
  const places = new Int32Array(count);
  let later = 0;
  for (let order = 0; order < count; order += 1) {
    const place = direct[order - later];
    const next = back[later];
    const isNext = next && (place === undefined || next.at < chats.at[place]!);
    if (isNext) later += 1;
    const taken = isNext ? next.place : place!;
    places[order] = taken;
    at[order] = isNext ? next.at : chats.at[taken]!;
    seconds[order] = chats.seconds[taken]!;
  }
  return { at, seconds, places };
}

/** How a chat of the lost side comes to ask the survivor; undefined when it never does. */
function askOf(
  { chats, draws, lostAt, failover, values, before }: Scene,
  tally: Tally,
  index: number,
  place: number,
): Back | "moved" | undefined {
  const at = chats.at[place]!;
  if (at <= lostAt && before.fate[index] === FATE.refused) return undefined;
  if (at <= lostAt && before.end[index]! <= lostAt) {
    if (before.fate[index] === FATE.served) tally.end(at);
    return undefined;
  }
  const led = lostAt + tally.detected + keptFor(failover, values, draws, place);
  if (at <= lostAt) {
    tally.cutOff(at);
    const noticed = Math.max(led, lostAt + values.noticeSeconds);
    return { place, at: noticed + draws.pause[place]! * RETRY_SECONDS, way: "cut" };
  }
  if (at >= led) return "moved";
  tally.error(at);
  if (draws.again[place]! * 100 < values.askAgainPercent) {
    return { place, at: led + draws.pause[place]! * values.askAgainSeconds, way: "error" };
  }
  tally.giveUp();
  return undefined;
}
