import assert from "node:assert/strict";
import fc from "fast-check";

import { seededRandom } from "../../../load/random";
import { lossAssumed } from "../../../compare/lost/assumptions";
import { loseSide } from "../../../compare/lost/lose";
import { isOf } from "../../../compare/lost/shares";
import { overShare, TIMELINE, type Loss } from "../../../compare/lost/tally";
import { chatsAt, drawsFor, fixed, PROMPT, sceneOf, steadyScene } from "./scenes";

/** Checks find the loss latest: after 3 × 10 + 5 seconds. */
const LATEST = 1;

describe("a side that is lost", () => {
  it("cuts what is in the works, and gives errors until its name leads on", () => {
    const loss = loseSide(steadyScene(4), LATEST);
    assert.equal(loss.detected, 35);
    // In the works: those of the ten seconds before. In error: one a second, for 35 of them.
    assert.deepEqual([loss.cut, loss.errors], [10, 35]);
    assert.deepEqual([loss.resumed, loss.failed, loss.retried], [10, 35, 0]);
    assert.deepEqual([loss.started, loss.asked], [410, 375]);
    assert.equal(loss.complete, 365);
    // Cut at 100, on the way again at 135.25, with words half a second later.
    assert.deepEqual(loss.resumedAfter, { mean: 35.75, p50: 35.75, p95: 35.75, p99: 35.75 });
  });

  it("gives fewer errors, the sooner the checks find it", () => {
    const errors = [0, 0.5, 1].map((phase) => loseSide(steadyScene(4), phase).errors);
    assert.deepEqual(errors, [25, 30, 35]);
  });

  it("refuses nothing where the survivor has one replica more than both sides need", () => {
    const loss = loseSide(steadyScene(3), LATEST);
    assert.deepEqual([loss.refused, loss.late, loss.wellAfter], [0, 0, 0]);
    assert.equal(loss.worstWait, 0.5);
  });

  it("refuses the spike of those that were cut where there is no room but for the traffic", () => {
    // At 135.25 they take the ten free places, for ten seconds in which one more a second comes.
    const loss = loseSide(steadyScene(2), LATEST);
    assert.deepEqual([loss.refused, loss.resumed], [10, 10]);
    assert.equal(loss.wellAfter, 44.5);
  });

  it("refuses all that came over where the survivor had no headroom", () => {
    // Each of the ten, and one of two chats a second from 135.5 to 299.5.
    const loss = loseSide(steadyScene(1), LATEST);
    assert.deepEqual([loss.refused, loss.resumed], [10 + 165, 0]);
    assert.equal(overShare(loss), 175 / 375);
    assert.equal(loss.wellAfter, 199.5);
  });

  it("spreads the change over the time to live", () => {
    const ttl = Float64Array.from({ length: 600 }, (_, place) => (place % 20) / 20);
    const scene = steadyScene(4);
    const failover = { checkSeconds: 10, failures: 3, ttl: 60 };
    const loss = loseSide({ ...scene, draws: { ...scene.draws, ttl }, failover }, LATEST);
    const stale = scene.chats.at.filter(
      (at, place) => place % 2 === 1 && at > 100 && at < 135 + 60 * ttl[place]!,
    );
    assert.equal(loss.errors, stale.length);
    // 35 before it is found, and then about half of what comes in a minute.
    assert.equal(loss.errors, 65);
  });

  it("is kept by resolvers and browsers that keep answers", () => {
    const values = { staleResolverPercent: 10, staleSeconds: 100, browserCacheSeconds: 60 };
    const resolver = Float64Array.from({ length: 600 }, (_, place) => (place === 301 ? 0.05 : 0.5));
    const browser = new Float64Array(600).fill(0.5);
    const scene = steadyScene(4, { values: lossAssumed({ ...PROMPT, ...values }) });
    const loss = loseSide({ ...scene, draws: { ...scene.draws, resolver, browser } }, LATEST);
    // All for 30 s more; the chat of 150.5 for a hundred more, which it came within anyway.
    assert.equal(loss.errors, 65);
    const late = Float64Array.from({ length: 600 }, (_, place) => (place === 361 ? 0.05 : 0.5));
    const other = { ...scene, draws: { ...scene.draws, resolver: late, browser } };
    assert.equal(loseSide(other, LATEST).errors, 66);
  });

  it("has those who got an error ask again by hand, as many as are taken to", () => {
    const again = Float64Array.from({ length: 600 }, (_, place) => ((place >> 1) % 2) * 0.9);
    const values = lossAssumed({ ...PROMPT, askAgainPercent: 50, askAgainSeconds: 40 });
    const scene = steadyScene(9, { values });
    const loss = loseSide({ ...scene, draws: { ...scene.draws, again } }, LATEST);
    // Of the 35 seconds from 100.5 to 134.5, the 18 even ones.
    assert.deepEqual([loss.errors, loss.retried, loss.failed], [35, 18, 17]);
    // The name leads on at 135, and they try a second after.
    assert.equal(loss.retriedAfter?.p99, 136 - 100.5 + 0.5);
  });

  it("is over for those that were cut when checks, names and tries have all taken longest", () => {
    const most = new Float64Array(600).fill(1);
    const scene = steadyScene(9);
    const failover = { checkSeconds: 10, failures: 3, ttl: 60 };
    const draws = { ...scene.draws, ttl: most, pause: most };
    const loss = loseSide({ ...scene, draws, failover }, LATEST);
    // 3 × 10 + 5, a minute, and the page's ten seconds between two tries, and the first token.
    assert.equal(loss.resumedAfter?.p99, 35 + 60 + 10 + 0.5);
  });

  it("waits for a client to notice", () => {
    const values = lossAssumed({ ...PROMPT, noticeSeconds: 75 });
    assert.equal(loseSide(steadyScene(4, { values }), LATEST).resumedAfter?.p50, 75.75);
  });

  it("counts who would come after the end as not answered", () => {
    const values = lossAssumed({ ...PROMPT, noticeSeconds: 300 });
    const loss = loseSide(steadyScene(4, { values }), LATEST);
    assert.deepEqual([loss.cut, loss.resumed, loss.failed], [10, 0, 10 + 35]);
  });

  it("shows each chat in the step in which it asked", () => {
    const { timeline } = loseSide(steadyScene(1), LATEST);
    const at = (seconds: number): number => (seconds + TIMELINE.before) / TIMELINE.step;
    const step = (seconds: number): number[] =>
      [timeline.survivor, timeline.lost, timeline.back, timeline.refused, timeline.broken].map(
        (bins) => bins[at(seconds)]!,
      );
    assert.deepEqual(step(-20), [10, 10, 0, 0, 0]);
    assert.deepEqual(step(-10), [10, 0, 0, 0, 10]);
    assert.deepEqual(step(10), [10, 0, 0, 0, 10]);
    assert.deepEqual(step(40), [10, 0, 0, 10, 0]);
  });
});

const drawn = fc.record({
  chats: fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 8 }), seconds: fc.integer({ min: 1, max: 90 }) }),
    { minLength: 1, maxLength: 120 },
  ),
  lostAt: fc.integer({ min: 0, max: 300 }),
  phase: fc.constantFrom(0, 0.25, 1),
  share: fc.integer({ min: 0, max: 64 }).map((part) => (100 * part) / 64),
  seed: fc.nat(),
  replicas: fc.integer({ min: 1, max: 3 }),
  ttl: fc.integer({ min: 0, max: 120 }),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function lossOf(
  { chats, lostAt, phase, share, seed, ttl }: Drawn,
  replicas: number,
  own: { seconds?: number; cloud?: "aws" | "azure"; longestReply?: number } = {},
): Loss {
  let now = 0;
  const at = chats.map(({ gap }) => (now += gap));
  const seconds = chats.map((chat) => own.seconds ?? chat.seconds);
  // The middle of a part of 64, so that no draw lies on a share.
  const random = seededRandom(seed);
  const next = (): number => (Math.floor(64 * random()) + 0.5) / 64;
  const draw = (): Float64Array => Float64Array.from(at, next);
  const [side, kept, browser] = [draw(), draw(), draw()];
  const [resolver, again, pause] = [draw(), draw(), draw()];
  const mirrored = own.cloud === "azure";
  const sides = mirrored ? side.map((value) => 1 - value) : side;
  const isLost = (place: number): boolean =>
    isOf(mirrored ? "azure" : "aws", "aws", mirrored ? 100 - share : share, sides[place]!);
  const draws = drawsFor(at.length, { side: sides, ttl: kept, browser, resolver, again, pause });
  const scene = sceneOf(chatsAt(at, seconds, now + 1), draws, lostAt, isLost, replicas, {
    failover: { checkSeconds: 10, failures: 2, ttl },
    values: lossAssumed({ staleSeconds: 60, askAgainPercent: 70 }),
    survivor: fixed(replicas, own.longestReply),
  });
  return loseSide(scene, phase);
}

describe("the books of a loss", () => {
  it("lose no chat, whatever comes", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const loss = lossOf(given, given.replicas, { longestReply: 60 });
        const { complete, resumed, retried, refused, failed, tooLong } = loss;
        assert.equal(loss.started, complete + resumed + retried + refused + failed + tooLong);
        assert.equal(loss.asked, loss.started - failed);
        let now = 0;
        const after = given.chats.filter(({ gap }) => (now += gap) > given.lostAt);
        assert.equal(loss.started, after.length + loss.cut);
      }),
    );
  });

  it("never have more refused by more replicas, where all replies are as long", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const few = lossOf(given, given.replicas, { seconds: 40 });
        const more = lossOf(given, given.replicas + 1, { seconds: 40 });
        assert.ok(more.refused <= few.refused);
        assert.deepEqual([more.cut, more.errors], [few.cut, few.errors]);
      }),
    );
  });

  it("are the same whichever of two equal sides is lost", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const primary = lossOf(given, given.replicas, { cloud: "aws" });
        const secondary = lossOf(given, given.replicas, { cloud: "azure" });
        assert.deepEqual(secondary, primary);
      }),
    );
  });
});
