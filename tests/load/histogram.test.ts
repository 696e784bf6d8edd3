import assert from "node:assert/strict";
import fc from "fast-check";
import { TimeHistogram } from "../../load/histogram";

function histogramOf(values: readonly number[]): TimeHistogram {
  const histogram = new TimeHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Three digits are kept: a value may be off by a thousandth, or by the microsecond it is rounded to. */
function assertNear(found: number, exact: number): void {
  assert.ok(Math.abs(found - exact) <= exact / 1000 + 0.001, `${found} is not ${exact}`);
}

describe("the histogram of times", () => {
  it("sums up times to three digits", () => {
    const { mean, ...rest } =
      histogramOf(Array.from({ length: 1000 }, (_, index) => (index + 1) / 10)).times() ?? {};
    assert.deepEqual(rest, {
      count: 1000,
      min: 0.1,
      p50: 50.015,
      p95: 95.039,
      p99: 99.007,
      p999: 99.903,
      max: 100.031,
    });
    assertNear(mean ?? 0, 50.05);
  });

  it("gives the percentiles of what was recorded", () => {
    const values = fc.array(fc.double({ min: 0.001, max: 3_600_000, noNaN: true }), {
      minLength: 1,
    });
    const percent = fc.double({ min: 0, minExcluded: true, max: 100, noNaN: true });
    fc.assert(
      fc.property(values, percent, (times, share) => {
        const sorted = [...times].sort((a, b) => a - b);
        // HDR histograms take the nearest rank, so that 50 % of three values are two.
        const rank = Math.max(1, Math.floor((share / 100) * times.length + 0.5));
        assertNear(histogramOf(times).percentile(share), sorted[rank - 1] ?? 0);
      }),
    );
  });

  it("counts what is too short as a microsecond, and what is too long as an hour", () => {
    const found = histogramOf([0, -5, 0.0001, 5_000_000]).times()!;
    assert.equal(found.count, 4);
    assert.equal(found.min, 0.001);
    assertNear(found.max, 3_600_000);
  });

  it("has nothing to say of nothing", () => {
    assert.equal(new TimeHistogram().times(), undefined);
    assert.deepEqual(new TimeHistogram().curve(), []);
  });

  it("draws its curve as far as the values carry, and never downwards", () => {
    const curve = histogramOf(Array.from({ length: 100 }, (_, index) => index + 1)).curve();
    assert.deepEqual(curve[0], [0, 1]);
    assert.equal(curve.length, 54);
    const [lastShare, lastTime] = curve.at(-1)!;
    assert.ok(lastShare > 98.9 && lastShare <= 99);
    assertNear(lastTime, 99);
    curve.forEach(([share, time], index) => {
      const [shareBefore, timeBefore] = curve[index - 1] ?? [-1, 0];
      assert.ok(share > shareBefore && time >= timeBefore);
    });
  });
});
