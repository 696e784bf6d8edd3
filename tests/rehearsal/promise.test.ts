import assert from "node:assert/strict";
import fc from "fast-check";
import { keepChecking } from "../../rehearsal/checker";
import { NameSwitch, SIDES, type SideName } from "../../rehearsal/nameSwitch";
import { Resolver } from "../../rehearsal/resolver";
import { FakeClock } from "./fakeClock";

describe("a client's answer of the name", () => {
  it("is kept for its time to live, and asked for anew after it", () => {
    let time = 0;
    const answers: SideName[] = ["A", "B"];
    const resolver = new Resolver(
      () => answers.shift() ?? "A",
      2000,
      () => time,
    );
    assert.deepEqual(resolver.answer(), { side: "A", at: 0 });
    time = 1999;
    assert.deepEqual(resolver.answer(), { side: "A", at: 0 });
    time = 2000;
    assert.deepEqual(resolver.answer(), { side: "B", at: 2000 });
  });
});

/** A check that a dead side answers by a refusal at once, or by nothing at all. */
function checkOf(isDead: () => boolean, hangs: boolean): () => Promise<boolean> {
  return () => {
    if (!isDead()) return Promise.resolve(true);
    return hangs ? new Promise(() => undefined) : Promise.reject(new Error("refused"));
  };
}

describe("the promise of two sides", () => {
  it("holds at any moment of the end of one: no client is led there after the bound", async () => {
    const cases = fc.record({
      interval: fc.integer({ min: 200, max: 3000 }),
      timeoutShare: fc.integer({ min: 1, max: 100 }),
      failures: fc.integer({ min: 1, max: 5 }),
      ttl: fc.integer({ min: 0, max: 5000 }),
      share: fc.integer({ min: 1, max: 99 }),
      killAt: fc.integer({ min: 1, max: 10_000 }),
      hangs: fc.boolean(),
      asks: fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 30 }),
      seed: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (values) => {
        const { interval, timeoutShare, failures, ttl, share, killAt, hangs, asks, seed } = values;
        const clock = new FakeClock();
        const stop = new AbortController();
        const timeout = Math.ceil((interval * timeoutShare) / 100);
        const name = new NameSwitch(failures, share);
        for (const side of SIDES) {
          const check = checkOf(() => side === "A" && clock.now() >= killAt, hangs);
          const observe = (works: boolean): void => name.observe(side, works);
          void keepChecking(check, observe, { interval, timeout }, clock, stop.signal);
        }
        const resolver = new Resolver(() => name.answer(seed), ttl, clock.now);
        const bound = killAt + interval * failures + timeout + ttl;
        await clock.pass(Math.max(0, killAt - 2000));
        for (const wait of asks) {
          await clock.pass(wait);
          const { side } = resolver.answer();
          if (clock.now() >= bound) assert.equal(side, "B");
        }
        await clock.pass(Math.max(0, bound - clock.now()));
        assert.equal(resolver.answer().side, "B");
        stop.abort();
      }),
      { numRuns: 50 },
    );
  });
});
