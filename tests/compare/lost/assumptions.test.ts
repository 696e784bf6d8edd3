import assert from "node:assert/strict";

import {
  LOSS_ASSUMPTIONS,
  lossAssumed,
  lossAssumption,
  lossKeysOf,
} from "../../../compare/lost/assumptions";
import { OPTION_KINDS, type OptionId } from "../../../compare/options/kinds";

function keys(...ids: OptionId[]): string[] {
  return lossKeysOf(OPTION_KINDS.filter(({ id }) => ids.includes(id)));
}

describe("the assumptions on a loss", () => {
  it("lie in their ranges, with a source and a date", () => {
    for (const [key, { low, value, high, source, date }] of Object.entries(LOSS_ASSUMPTIONS)) {
      assert.ok(low <= value && value <= high && low < high, key);
      assert.ok(source.length > 0 && /^\d{4}(-\d\d)?(-\d\d)?$/.test(date), key);
    }
    assert.equal(lossAssumed({ staleSeconds: 7 }).staleSeconds, 7);
    assert.equal(lossAssumed().staleSeconds, lossAssumption("staleSeconds").value);
  });

  it("are those of the two options, and none of what only prices are made of", () => {
    const own = Object.keys(LOSS_ASSUMPTIONS);
    const gateway = ["firstTokenSeconds", "tokensPerCpuSecond", "replicaStartSeconds"];
    assert.deepEqual(keys("aws-eks", "azure-aks"), [
      ...own,
      ...gateway,
      "eksNodeSeconds",
      "aksNodeSeconds",
    ]);
    assert.deepEqual(keys("aws-lambda", "azure-functions"), [
      ...own,
      "firstTokenSeconds",
      "lambdaInitSeconds",
      "lambdaIdleSeconds",
      "flexStartSeconds",
      "flexIdleSeconds",
      "queueSeconds",
      "postSeconds",
    ]);
    assert.ok(keys("aws-ecs").includes("fargateSeconds"));
    assert.ok(!keys("aws-ecs").includes("lambdaInitSeconds"));
  });
});
