import assert from "node:assert/strict";

import {
  simulateService,
  type ServiceSettings,
} from "../../../compare/simulate/containers/service";
import type { Chats } from "../../../compare/simulate/chats";
import { NoMachines } from "../../../compare/simulate/nodes/machines";
import { Recorder } from "../../../compare/simulate/outcome";
import { seededRandom } from "../../../load/random";
import { poissonChats } from "../../compare/simulate/poisson";

const MEAN = 10;
const CHATS = 2_000_000;

/** Runs of which the mean is taken: few wait at a load of 0.5, and waits at 0.95 go in long waves. */
const RUNS: Readonly<Record<number, number>> = { 0.5: 4, 0.95: 16 };

/** One replica, that stays one. */
function serve(places: number, load: number, settings: Partial<ServiceSettings>, seed = 1) {
  const drawn = poissonChats(CHATS, (load * places) / MEAN, MEAN, seededRandom(seed));
  const chats = withLoad(drawn, load * places);
  const recorder = new Recorder(chats, () => Infinity);
  const capacity = simulateService(
    chats,
    {
      initial: 1,
      places,
      queue: Infinity,
      longestWait: Infinity,
      startSeconds: 0,
      longestReply: Infinity,
      ...settings,
    },
    { period: 1e9, look: (_now, wanted) => wanted },
    new NoMachines(),
    recorder,
  );
  return recorder.outcome(capacity);
}

/**
 * The same chats at exactly the wanted load and mean: what a sample is off by moves the wait twenty
 * times as much at a load of 0.95.
 */
function withLoad(chats: Chats, offered: number): Chats {
  const sum = chats.seconds.reduce((total, seconds) => total + seconds, 0);
  const duration = (chats.count * MEAN) / offered;
  return {
    ...chats,
    at: chats.at.map((at) => (at * duration) / chats.duration),
    seconds: chats.seconds.map((seconds) => (seconds * MEAN * chats.count) / sum),
    duration,
  };
}

/** The share that is refused by so many places without a queue. (Erlang, 1917.) */
function erlangB(places: number, load: number): number {
  const offered = load * places;
  let blocked = 1;
  for (let count = 1; count <= places; count += 1) {
    blocked = (offered * blocked) / (count + offered * blocked);
  }
  return blocked;
}

/** The mean wait for a place, with a queue without end. */
function erlangC(places: number, load: number): number {
  const blocked = erlangB(places, load);
  const waits = blocked / (1 - load * (1 - blocked));
  return (waits * MEAN) / (places * (1 - load));
}

describe("a replica's places, against queueing theory", () => {
  for (const load of [0.5, 0.8, 0.95]) {
    it(`waits as Erlang C says at a load of ${load}`, () => {
      let sum = 0;
      const runs = RUNS[load] ?? 1;
      for (let seed = 1; seed <= runs; seed += 1) {
        const outcome = serve(10, load, {}, seed);
        assert.equal(outcome.refused, 0);
        sum += outcome.firstWords?.mean ?? NaN;
      }
      near(sum / runs, erlangC(10, load), 0.02);
    });

    it(`refuses as Erlang B says at a load of ${load}`, () => {
      const outcome = serve(10, load, { queue: 0 });
      near(outcome.refused / outcome.chats, erlangB(10, load), 0.02);
      assert.equal(outcome.firstWords?.p99, 0);
    });
  }
});

function near(actual: number, expected: number, share: number): void {
  const off = Math.abs(actual - expected) / expected;
  assert.ok(off <= share, `${actual} is ${(100 * off).toFixed(1)} % off ${expected}`);
}
