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
type Way = "own" | "moved" | "cut" | "error";

/** A chat that asks the survivor. */
export interface Ask {
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
  const asks = [];
  const back = [];
  let index = 0;
  for (let place = 0; place < chats.count; place += 1) {
    const ask: Ask | undefined = isLost(place)
      ? askOf(scene, tally, index++, place)
      : { place, at: chats.at[place]!, way: "own" };
    if (ask === undefined) continue;
    if (ask.at >= chats.duration) tally.giveUp();
    else if (ask.way === "own" || ask.way === "moved") asks.push(ask);
    else back.push(ask);
  }
  // What is in order already costs a sort next to nothing.
  const all = asks.concat(back).sort((a, b) => a.at - b.at);
  const ledger = new Ledger(all.length);
  const outcome = scene.survivor(
    {
      ...chats,
      count: all.length,
      at: Float64Array.from(all, ({ at }) => at),
      seconds: Float64Array.from(all, ({ place }) => chats.seconds[place]!),
    },
    ledger,
  );
  for (const [at, ask] of all.entries()) tally.answer(ask, ledger, at);
  return tally.loss(outcome);
}

/** When a chat of the lost side asks the survivor; undefined when it never does. */
function askOf(
  { chats, draws, lostAt, failover, values, before }: Scene,
  tally: Tally,
  index: number,
  place: number,
): Ask | undefined {
  const at = chats.at[place]!;
  const led = lostAt + tally.detected + keptFor(failover, values, draws, place);
  if (at <= lostAt) {
    if (before.fate[index] === FATE.refused) return undefined;
    if (before.end[index]! <= lostAt) {
      if (before.fate[index] === FATE.served) tally.end(at);
      return undefined;
    }
    tally.cutOff(at);
    const noticed = Math.max(led, lostAt + values.noticeSeconds);
    return { place, at: noticed + draws.pause[place]! * RETRY_SECONDS, way: "cut" };
  }
  if (at >= led) return { place, at, way: "moved" };
  tally.error(at);
  if (draws.again[place]! * 100 < values.askAgainPercent) {
    return { place, at: led + draws.pause[place]! * values.askAgainSeconds, way: "error" };
  }
  tally.giveUp();
  return undefined;
}
