import assert from "node:assert/strict";

import { assumed } from "../../../../compare/options/assumptions";
import { TargetTracking } from "../../../../compare/simulate/ecs/targetTracking";

const SETTINGS = { min: 1, max: 100, outCooldown: 15, inCooldown: 600 };

/** Seconds from a step of the load until tasks are asked for, on average over when it comes. */
function triggerSeconds(period: number): number {
  const times: number[] = [];
  for (let start = 0.5; start < period; start += 1) {
    const tracking = new TargetTracking({ ...SETTINGS, period }, [{ target: 50, onlyOut: false }]);
    let now = period;
    for (let known = 0; known < 5; known += 1) tracking.look(0, 10, [20]);
    // The step comes within the first period, whose mean is of both.
    const first = 20 + (80 * (period - start)) / period;
    let value = first;
    while (tracking.look(now, 10, [value]) === 10) {
      now += period;
      value = 100;
    }
    times.push(now - start);
  }
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

describe("ECS's target tracking", () => {
  // AWS, "Amazon ECS service auto scaling with high-resolution metrics", 2026-06.
  for (const { period, trigger, served } of [
    { period: 60, trigger: 363, served: 386 },
    { period: 20, trigger: 86, served: 109 },
  ]) {
    it(`acts on a step as AWS measured it, with metrics of ${period} s`, () => {
      const seconds = triggerSeconds(period);
      near(seconds, trigger);
      near(seconds + assumed().fargateSeconds, served);
    });
  }

  it("asks for as many tasks as bring the metric to its target", () => {
    const tracking = new TargetTracking({ ...SETTINGS, period: 60 }, [
      { target: 50, onlyOut: false },
    ]);
    const asked = [1, 2, 3, 4, 5, 6, 7].map((minute) => tracking.look(minute * 60, 10, [80]));
    assert.deepEqual(asked, [10, 10, 10, 10, 10, 16, 16]);
  });

  it("takes tasks away after fifteen minutes below nine tenths, and never by a metric that only adds", () => {
    const tracking = new TargetTracking({ ...SETTINGS, period: 60 }, [
      { target: 50, onlyOut: false },
      { target: 240, onlyOut: true },
    ]);
    const asked = Array.from({ length: 18 }, (_, minute) =>
      tracking.look((minute + 1) * 60, 10, [20, 10]),
    );
    assert.deepEqual(asked.slice(0, 17), Array(17).fill(10));
    assert.equal(asked[17], 4);
    const between = new TargetTracking({ ...SETTINGS, period: 60 }, [
      { target: 50, onlyOut: false },
    ]);
    for (let minute = 1; minute < 60; minute += 1) {
      assert.equal(between.look(minute * 60, 10, [46]), 10);
    }
  });
});

function near(actual: number, expected: number): void {
  const off = Math.abs(actual - expected) / expected;
  assert.ok(off <= 0.2, `${actual.toFixed(0)} s is ${(100 * off).toFixed(0)} % off ${expected} s`);
}
