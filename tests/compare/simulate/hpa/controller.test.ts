import assert from "node:assert/strict";

import { HorizontalPodAutoscaler } from "../../../../compare/simulate/hpa/controller";
import type { Pod } from "../../../../compare/simulate/hpa/pods";
import { goldenDecisions } from "./golden";
import { hpaScenarios } from "./scenarios";
import { decide } from "./world";

describe("the horizontal pod autoscaler", () => {
  it("decides as the real controller did, to the second and the replica", () => {
    const golden = goldenDecisions();
    const scenarios = hpaScenarios();
    assert.deepEqual(
      scenarios.map(({ name }) => name).sort(),
      Object.keys(golden),
      "the scenarios are not those of decisions.json; to renew it: UPDATE_GOLDEN=1 npm run e2e",
    );
    assert.ok(scenarios.length >= 200);
    for (const scenario of scenarios) {
      assert.deepEqual(decide(scenario), golden[scenario.name], scenario.name);
    }
  });

  it("holds in what it was compared in: many changes of both directions", () => {
    const golden = Object.values(goldenDecisions());
    const changes = golden.flatMap((list) => list.slice(1).map(([, to], at) => to - list[at]![1]));
    assert.ok(changes.filter((change) => change > 0).length > 500);
    assert.ok(changes.filter((change) => change < 0).length > 500);
    assert.ok(golden.filter((list) => list.length > 0).length >= 200);
  });

  const ready = (count: number): Pod[] =>
    Array.from({ length: count }, () => ({
      phase: "running",
      terminating: false,
      startedAt: -1000,
      readiness: { ready: true, since: -990 },
    }));
  const cpu = (count: number, value: number) => ({
    kind: "utilization" as const,
    isCpu: true,
    target: 50,
    request: 100,
    samples: Array.from({ length: count }, () => ({ value, at: 0, window: 15 })),
  });

  it("brings use to its target", () => {
    const hpa = new HorizontalPodAutoscaler({ min: 1, max: 50 });
    assert.equal(hpa.look(0, 4, ready(4), [cpu(4, 100)]), 8);
  });

  it("leaves alone what is within a tenth of the target", () => {
    const hpa = new HorizontalPodAutoscaler({ min: 1, max: 50 });
    assert.equal(hpa.look(0, 4, ready(4), [cpu(4, 55)]), 4);
    assert.equal(hpa.look(15, 4, ready(4), [cpu(4, 56)]), 5);
  });

  it("takes no replica away when a metric says nothing", () => {
    const hpa = new HorizontalPodAutoscaler({ min: 1, max: 50, behavior: {} });
    assert.equal(hpa.look(0, 4, ready(4), [cpu(4, 10), undefined]), 4);
    assert.equal(hpa.look(15, 4, ready(4), [cpu(4, 100), undefined]), 8);
    assert.equal(hpa.look(30, 8, ready(8), [undefined]), 8);
  });
});
