import assert from "node:assert/strict";

import { seededRandom } from "../../../load/random";
import { lossAssumed } from "../../../compare/lost/assumptions";
import { detectedAfter, drawsBetween, drawsOf, keptFor } from "../../../compare/lost/failover";
import { drawsFor } from "./scenes";

const values = lossAssumed({
  checkLimitSeconds: 6,
  publishSeconds: 2,
  staleResolverPercent: 10,
  staleSeconds: 300,
  browserCacheSeconds: 60,
});

describe("a failover by a host name", () => {
  it("finds a loss after the failures' intervals, the time limit, and the change of the name", () => {
    const failover = { checkSeconds: 30, failures: 3, ttl: 60 };
    // Just before a check: two intervals more. Just after one: three.
    assert.deepEqual(
      [0, 0.5, 1].map((phase) => detectedAfter(failover, values, phase)),
      [68, 83, 98],
    );
    assert.equal(detectedAfter({ ...failover, checkSeconds: 10, failures: 1 }, values, 1), 18);
  });

  it("is known to a client when its resolver and its browser ask anew", () => {
    const draws = drawsFor(3, {
      ttl: Float64Array.of(0, 0.5, 1),
      browser: Float64Array.of(0, 0.25, 0),
      resolver: Float64Array.of(0.1, 0.5, 0.09),
    });
    const failover = { checkSeconds: 30, failures: 3, ttl: 40 };
    const kept = [0, 1, 2].map((place) => keptFor(failover, values, draws, place));
    assert.deepEqual(kept, [0, 20 + 15, 40 + 300]);
  });

  it("has the same chance for a chat, whatever part of the trace is looked at", () => {
    const draws = drawsOf(10, seededRandom(4));
    const part = drawsBetween(draws, 3, 7);
    const names = Object.keys(draws) as (keyof typeof draws)[];
    for (const name of names) assert.deepEqual(part[name], draws[name].slice(3, 7), name);
    assert.equal(new Set(names.flatMap((name) => Array.from(draws[name]))).size, 60);
  });
});
