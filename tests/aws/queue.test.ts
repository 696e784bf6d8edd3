import assert from "node:assert/strict";
import type { Plan, PlannedResource } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const ON = ["functions.enabled=true", 'functions.callbackHosts=["hooks.example.com"]'];
const QUEUE = "aws:sqs/queue:Queue";

interface Statement {
  readonly Effect: string;
  readonly Principal: string;
  readonly Condition: unknown;
}

function statements(policy: PlannedResource): Statement[] {
  return (JSON.parse(String(input(policy, "policy"))) as { Statement: Statement[] }).Statement;
}

describe("the queue of events on AWS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev", ...ON);
    prod = await planOf("prod-aws", ...ON, "functions.queueVisibility=7m");
  });

  it("is encrypted, over TLS only, and what fails five times is kept for two weeks", () => {
    const queue = only(dev, QUEUE, "chatscale-dev-events");
    const dead = only(dev, QUEUE, "chatscale-dev-dead-letters");
    assert.equal(input(queue, "visibilityTimeoutSeconds"), 180);
    assert.equal(
      input(only(prod, QUEUE, "chatscale-prod-aws-events"), "visibilityTimeoutSeconds"),
      420,
    );
    assert.equal(input(queue, "receiveWaitTimeSeconds"), 20);
    assert.equal(input(queue, "messageRetentionSeconds"), 345_600);
    assert.equal(input(dead, "messageRetentionSeconds"), 1_209_600);
    const redrive = JSON.parse(String(input(queue, "redrivePolicy"))) as Record<string, unknown>;
    assert.equal(redrive["maxReceiveCount"], 5);
    assert.match(String(redrive["deadLetterTargetArn"]), /dead-letters/);
    const allow = only(dev, "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy");
    assert.match(String(input(allow, "queueUrl")), /dead-letters/);
    const allowed = JSON.parse(String(input(allow, "redriveAllowPolicy"))) as Record<
      string,
      unknown
    >;
    assert.equal(allowed["redrivePermission"], "byQueue");
    assert.match(String(allowed["sourceQueueArns"]), /^arn:aws:sqs:[^,]+-events-[^,]+$/);

    const policies = ofType(dev, "aws:sqs/queuePolicy:QueuePolicy");
    assert.equal(policies.length, 2);
    for (const one of [queue, dead]) {
      assert.equal(input(one, "sqsManagedSseEnabled"), true);
      const policy = policies.find(({ dependsOn }) => dependsOn.includes(one.urn));
      assert.ok(policy);
      const [statement, ...others] = statements(policy);
      assert.deepEqual(others, []);
      assert.equal(statement?.Effect, "Deny");
      assert.equal(statement.Principal, "*");
      assert.deepEqual(statement.Condition, { Bool: { "aws:SecureTransport": "false" } });
    }
  });

  it("gives one message a call, as many calls at once as the workload says, and no more", () => {
    const mapping = only(dev, "aws:lambda/eventSourceMapping:EventSourceMapping");
    assert.equal(input(mapping, "batchSize"), 1);
    assert.deepEqual(input(mapping, "functionResponseTypes"), ["ReportBatchItemFailures"]);
    assert.deepEqual(input(mapping, "scalingConfig"), { maximumConcurrency: 10 });
    assert.match(String(input(mapping, "functionName")), /-worker-/);
    assert.match(String(input(mapping, "eventSourceArn")), /-events-/);
  });
});
