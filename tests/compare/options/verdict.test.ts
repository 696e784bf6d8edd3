import assert from "node:assert/strict";

import { ASSUMPTION_KEYS, ASSUMPTIONS, assumed } from "../../../compare/options/assumptions";
import { OPTION_KINDS, type OptionId } from "../../../compare/options/kinds";
import { bestOf, compareOptions, type Result } from "../../../compare/options/verdict";

function result(id: OptionId, month: number, p95 = 1, served = 1000, late = 0): Result {
  const kind = OPTION_KINDS.find((each) => each.id === id)!;
  const firstWords = { mean: p95, p50: p95, p95, p99: p95 };
  const outcome = { chats: 1000, served, late, cold: 0, firstWords } as Result["outcome"];
  return { kind, outcome, bill: { month, perThousand: month } as Result["bill"] };
}

describe("the verdict", () => {
  const results = [
    result("aws-eks", 180, 0.5),
    result("aws-ecs", 90, 0.6),
    result("azure-functions", 20, 4),
  ];

  it("follows the goal", () => {
    const best = (goal: "cost" | "latency" | "simplicity") => bestOf(results, goal).kind.id;
    assert.equal(best("cost"), "azure-functions");
    assert.equal(best("latency"), "aws-eks");
    assert.equal(best("simplicity"), "azure-functions");
  });

  it("passes over what loses or delays more than one chat in a hundred", () => {
    const lossy = [result("aws-lambda", 1, 1, 980), result("azure-functions", 2, 1, 1000, 20)];
    assert.equal(bestOf([...results.slice(0, 2), ...lossy], "cost").kind.id, "aws-ecs");
  });

  it("takes what serves most when nothing serves enough", () => {
    const poor = [result("aws-lambda", 1, 1, 500), result("aws-ecs", 90, 1, 900)];
    assert.equal(bestOf(poor, "cost").kind.id, "aws-ecs");
  });

  it("names each assumption that changes it, and the range of each figure", () => {
    const compared = compareOptions((values) => [
      result("aws-ecs", 90),
      result("aws-lambda", 40 * values.lambdaInitSeconds),
    ]);
    const turns = compared.turns.cost;
    assert.deepEqual(turns, []);
    assert.deepEqual(compared.spreads.get("aws-lambda")!.month, {
      low: 40 * ASSUMPTIONS.lambdaInitSeconds.low,
      high: 40 * ASSUMPTIONS.lambdaInitSeconds.high,
    });
    const turning = compareOptions((values) => [
      result("aws-ecs", 90),
      result("aws-lambda", 100 * values.lambdaInitSeconds),
    ]);
    assert.deepEqual(turning.turns.cost, [
      { key: "lambdaInitSeconds", value: ASSUMPTIONS.lambdaInitSeconds.high, best: "aws-ecs" },
    ]);
  });
});

describe("the assumptions", () => {
  it("lie in their ranges, with a source and a date", () => {
    for (const key of ASSUMPTION_KEYS) {
      const { low, value, high, source, date } = ASSUMPTIONS[key];
      assert.ok(low <= value && value <= high && low < high, key);
      assert.ok(source.length > 0 && /^\d{4}(-\d\d)?(-\d\d)?$/.test(date), key);
      assert.equal(assumed({ [key]: high })[key], high);
    }
  });
});
