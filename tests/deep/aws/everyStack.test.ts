import assert from "node:assert/strict";
import { AWS_INVARIANTS } from "../../support/awsInvariants";
import { allStacks, stackOf } from "../../support/awsStacks";
import { planOf } from "../../support/plans";
import { mandatoryIn } from "../../support/violations";

describe("what holds on AWS in every stack, not only in pairs of levels", () => {
  for (const levels of allStacks()) {
    const { stack, set } = stackOf(levels);
    it(`holds with ${Object.values(levels).join(", ")}`, async () => {
      const plan = await planOf(stack, ...set);
      for (const [name, violations] of Object.entries(AWS_INVARIANTS)) {
        assert.deepEqual(violations(plan), [], name);
      }
      assert.deepEqual(mandatoryIn(plan, levels.size === "prod"), []);
    });
  }
});
