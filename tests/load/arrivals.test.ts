import assert from "node:assert/strict";
import fc from "fast-check";
import { arrivals, expectedArrivals, peakRate, rateProfile, SHAPES } from "../../load/arrivals";
import type { Segment } from "../../load/arrivals";
import { seededRandom } from "../../load/random";

const profiles = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    rate: fc.double({ min: 0.01, max: 300, noNaN: true }),
    duration: fc.double({ min: 1, max: 30, noNaN: true }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  })
  .map(({ shape, rate, duration, factor }) => ({
    duration,
    profile: rateProfile(shape, rate, duration, factor),
  }));
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const times = (profile: readonly Segment[], seed: number): number[] => [
  ...arrivals(profile, seededRandom(seed)),
];

/** How many arrivals are to be expected up to a time. */
function expectedUntil(profile: readonly Segment[], time: number): number {
  return profile.reduce((sum, { start, end, from, to }) => {
    const share = Math.min(1, Math.max(0, (time - start) / (end - start)));
    const reached = from + share * (to - from);
    return sum + (share * (end - start) * (from + reached)) / 2;
  }, 0);
}

/** The greatest distance between the values' distribution and the wanted one (Kolmogorov-Smirnov). */
function distance(values: readonly number[], wanted: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, index) => {
      const p = wanted(value);
      return Math.max(p - index / sorted.length, (index + 1) / sorted.length - p);
    }),
  );
}

/** What the distance of so many values exceeds once in a million (Smirnov's asymptotic formula). */
const limit = (count: number): number => Math.sqrt(-Math.log(0.5e-6) / (2 * count));
const exponential = (value: number): number => 1 - Math.exp(-value);

describe("the profile of a rate", () => {
  it("is what its shape says", () => {
    assert.deepEqual(rateProfile("steady", 20, 60, 5), [{ start: 0, end: 60, from: 20, to: 20 }]);
    assert.deepEqual(rateProfile("ramp", 20, 60, 5), [{ start: 0, end: 60, from: 0, to: 20 }]);
    assert.deepEqual(rateProfile("spike", 20, 60, 5), [
      { start: 0, end: 24, from: 20, to: 20 },
      { start: 24, end: 36, from: 100, to: 100 },
      { start: 36, end: 60, from: 20, to: 20 },
    ]);
  });

  it("knows how many arrivals it brings, and its highest rate", () => {
    const of = (shape: (typeof SHAPES)[number]): [number, number] => {
      const profile = rateProfile(shape, 20, 60, 5);
      return [expectedArrivals(profile), peakRate(profile)];
    };
    assert.deepEqual(of("steady"), [1200, 20]);
    assert.deepEqual(of("ramp"), [600, 20]);
    assert.deepEqual(of("spike"), [2160, 100]);
  });
});

describe("arrivals", () => {
  it("are in order, within the duration, and the same for the same seed", () => {
    fc.assert(
      fc.property(profiles, seeds, ({ profile, duration }, seed) => {
        const all = times(profile, seed);
        assert.deepEqual(times(profile, seed), all);
        all.forEach((time, index) => assert.ok(time >= (all[index - 1] ?? 0) && time <= duration));
      }),
    );
  });

  it("are as many as a Poisson process brings", () => {
    fc.assert(
      fc.property(profiles, seeds, ({ profile }, seed) => {
        const expected = expectedArrivals(profile);
        const found = times(profile, seed).length;
        // Ten standard deviations, and what few arrivals may be off.
        assert.ok(Math.abs(found - expected) <= 10 * Math.sqrt(expected) + 10);
      }),
    );
  });

  it("leave exponential gaps, once the rate is taken out", () => {
    for (const shape of SHAPES) {
      const profile = rateProfile(shape, 200, 20, 5);
      const reached = times(profile, 1).map((time) => expectedUntil(profile, time));
      const gaps = reached.map((at, index) => at - (reached[index - 1] ?? 0));
      assert.ok(gaps.length > 1500);
      assert.ok(distance(gaps, exponential) < limit(gaps.length), shape);
    }
  });

  it("begin as freely as they go on, whatever the seed", () => {
    const profile = rateProfile("steady", 1, 100, 1);
    const first = Array.from({ length: 2000 }, (_, seed) => times(profile, seed).slice(0, 3));
    for (const nth of [0, 1, 2]) {
      const gaps = first.map((all) => (all[nth] ?? 0) - (all[nth - 1] ?? 0));
      assert.ok(distance(gaps, exponential) < limit(gaps.length), `arrival ${nth}`);
    }
  });

  it("change with the seed", () => {
    const profile = rateProfile("steady", 10, 10, 1);
    assert.notDeepEqual(times(profile, 1), times(profile, 2));
  });
});
