import assert from "node:assert/strict";
import fc from "fast-check";
import { sum } from "../../cost/estimate";
import type { Range } from "../../cost/types";
import { machineGroup, planWith, priced, resource } from "../support/costs";
import type { PlannedResource } from "../../plan/types";

const count = fc.integer({ min: 0, max: 200 });
const mix = fc.record({
  base: fc.integer({ min: 0, max: 20 }),
  percent: fc.integer({ min: 0, max: 100 }),
});
const discount = fc.integer({ min: 0, max: 100 });

type Scaled = (min: number, max: number) => PlannedResource[];

/** A service on Fargate with its scaling target. */
function service(base: number, weights: readonly [number, number]): Scaled {
  const task = resource("aws:ecs/taskDefinition:TaskDefinition", {
    cpu: "512",
    memory: "1024",
    runtimePlatform: { cpuArchitecture: "ARM64" },
  });
  const made = resource(
    "aws:ecs/service:Service",
    {
      capacityProviderStrategies: [
        { capacityProvider: "FARGATE", base, weight: weights[0] },
        { capacityProvider: "FARGATE_SPOT", weight: weights[1] },
      ],
    },
    { dependsOn: [task.urn] },
  );
  return (minCapacity, maxCapacity) => [
    task,
    made,
    resource(
      "aws:appautoscaling/target:Target",
      { minCapacity, maxCapacity },
      { dependsOn: [made.urn] },
    ),
  ];
}

function pool(priority: string): Scaled {
  return (minCount, maxCount) => [
    resource("azure-native:containerservice:AgentPool", {
      vmSize: "Standard_D2ps_v6",
      scaleSetPriority: priority,
      enableAutoScaling: true,
      minCount,
      maxCount,
      osDiskSizeGB: 30,
    }),
  ];
}

const scaled: fc.Arbitrary<Scaled> = fc.oneof(
  mix.map(
    (each): Scaled =>
      (min, max) =>
        machineGroup({ min, max, ...each }),
  ),
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 100 }), count)
    .map(([base, onDemand, spot]) => service(base, [onDemand, spot])),
  fc.constantFrom("Regular", "Spot").map(pool),
);

const costOf = (resources: readonly PlannedResource[], spotDiscountPercent = 50): Range =>
  priced(planWith(resources), { spotDiscountPercent }).totals.all;

describe("the cost of what scales", () => {
  it("grows with the fewest and with the most, each by itself", () => {
    fc.assert(
      fc.property(scaled, count, count, count, discount, (make, a, b, more, percent) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const before = costOf(make(min, max), percent);
        const wider = costOf(make(min, max + more), percent);
        assert.equal(wider.least, before.least);
        assert.ok(wider.most >= before.most);
        const higher = costOf(make(Math.min(min + more, max), max), percent);
        assert.ok(higher.least >= before.least);
        assert.equal(higher.most, before.most);
      }),
    );
  });

  it("is never negative, at least no more than at most, and the sum of its lines", () => {
    fc.assert(
      fc.property(scaled, count, count, discount, (make, a, b, percent) => {
        const resources = make(Math.min(a, b), Math.max(a, b));
        const { lines, totals } = priced(planWith(resources), { spotDiscountPercent: percent });
        assert.ok(0 <= totals.all.least && totals.all.least <= totals.all.most);
        for (const { monthly } of lines) {
          assert.ok(0 <= monthly.least && monthly.least <= monthly.most);
        }
        assert.deepEqual(sum(lines), totals.all);
      }),
    );
  });

  it("falls as the spot discount grows, and without spot is the list price", () => {
    fc.assert(
      fc.property(scaled, count, discount, discount, (make, max, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const resources = make(0, max);
        assert.ok(costOf(resources, large).most <= costOf(resources, small).most);
        assert.ok(costOf(resources, small).most <= costOf(resources, 0).most);
      }),
    );
  });
});
