import { lossAssumed, type LossAssumed } from "../../../compare/lost/assumptions";
import type { Draws, Failover } from "../../../compare/lost/failover";
import type { Scene, Serve } from "../../../compare/lost/lose";
import type { Chats } from "../../../compare/simulate/chats";
import { simulateService, type Autoscaler } from "../../../compare/simulate/containers/service";
import { Ledger } from "../../../compare/simulate/ledger";
import { NoMachines } from "../../../compare/simulate/nodes/machines";
import { Recorder } from "../../../compare/simulate/outcome";

/** Nothing left to chance: a name leads on at once for everybody, and nobody asks again by hand. */
export const PROMPT: Partial<LossAssumed> = {
  checkLimitSeconds: 5,
  publishSeconds: 0,
  staleResolverPercent: 0,
  browserCacheSeconds: 0,
  noticeSeconds: 0,
  askAgainPercent: 0,
};

export const CHECKS: Failover = { checkSeconds: 10, failures: 3, ttl: 0 };

const STEADY: Autoscaler = { period: 15, look: (_now, wanted) => wanted };

/** So many replicas of ten places, for ever, and no queue. */
export function fixed(replicas: number, longestReply = 1000): Serve {
  return (chats, ledger) => {
    const recorder = new Recorder(chats, () => chats.firstToken, ledger);
    const settings = {
      initial: replicas,
      places: 10,
      queue: 0,
      longestWait: 15,
      startSeconds: 10,
      longestReply,
    };
    const capacity = simulateService(chats, settings, STEADY, new NoMachines(), recorder);
    return { ...recorder.outcome(capacity), overflow: 0 };
  };
}

export function chatsAt(
  at: readonly number[],
  seconds: readonly number[],
  duration: number,
): Chats {
  return {
    count: at.length,
    at: Float64Array.from(at),
    seconds: Float64Array.from(seconds),
    firstToken: 0.5,
    duration,
  };
}

/** The same chance for every chat, but for what is given. */
export function drawsFor(count: number, own: Partial<Draws> = {}): Draws {
  const same = (value: number): Float64Array => new Float64Array(count).fill(value);
  return {
    side: same(0),
    ttl: same(0),
    browser: same(0),
    resolver: same(0.5),
    again: same(0.5),
    pause: same(0),
    ...own,
  };
}

/**
 * Two chats a second for 300 seconds, at half past, of ten seconds each; the second of them is on the
 * side that is lost after 100 seconds. So there are ten in the works on either side.
 */
export function steadyScene(replicas: number, own: Partial<Scene> = {}): Scene {
  const at = Array.from({ length: 600 }, (_, place) => Math.floor(place / 2) + 0.5);
  const chats = chatsAt(at, Array<number>(600).fill(10), 300);
  // Who was cut comes a quarter of a second after the name has changed.
  const draws = drawsFor(600, { pause: new Float64Array(600).fill(0.025) });
  return sceneOf(chats, draws, 100, (place) => place % 2 === 1, replicas, own);
}

export function sceneOf(
  chats: Chats,
  draws: Draws,
  lostAt: number,
  isLost: (place: number) => boolean,
  replicas: number,
  own: Partial<Scene> = {},
): Scene {
  const lost = Array.from(chats.at.keys()).filter(isLost);
  const before = new Ledger(lost.length);
  const only = (values: Float64Array): number[] => lost.map((place) => values[place]!);
  fixed(100)(chatsAt(only(chats.at), only(chats.seconds), chats.duration), before);
  return {
    chats,
    draws,
    lostAt,
    isLost,
    failover: CHECKS,
    values: lossAssumed(PROMPT),
    before,
    survivor: fixed(replicas),
    ...own,
  };
}
