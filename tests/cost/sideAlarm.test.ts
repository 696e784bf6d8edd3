import assert from "node:assert/strict";
import { sum } from "../../cost/estimate";
import type { Range } from "../../cost/types";
import { DNS_ZONE, ONE_CLOUD } from "../support/failover";
import { linesFor, priced } from "../support/costs";
import { planOf } from "../support/plans";

async function costs(stack: string, what: string, ...set: readonly string[]): Promise<Range> {
  return sum(linesFor(priced(await planOf(stack, ...set)), what));
}

const both = (amount: number): Range => ({ least: amount, most: amount });

describe("the cost of the alarm of a pair, counted by hand", () => {
  it("is that of a metric for each side on AWS", async () => {
    const what = "metric under an alarm";
    assert.deepEqual(await costs("prod-aws", what, ONE_CLOUD), both(0.9)); // 9 × 0.10
    assert.deepEqual(await costs("prod-aws", what), both(1.1)); // 11 × 0.10
  });

  it("is that of another key, where the stack is outside of us-east-1", async () => {
    assert.deepEqual(await costs("prod-aws", "KMS key"), both(3)); // 3 × 1
    assert.deepEqual(await costs("prod-aws", "KMS key", "region=eu-west-1"), both(4)); // 4 × 1
  });

  it("is that of a metric for each side on Azure", async () => {
    const what = "metric under an alert";
    assert.deepEqual(await costs("prod-azure", what), both(0.1)); // 1 × 0.10
    const keepsName = `failover.dns.dnsZoneId=${DNS_ZONE}`;
    assert.deepEqual(await costs("prod-azure", what, keepsName), both(0.3)); // 3 × 0.10
  });
});
