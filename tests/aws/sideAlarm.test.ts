import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import type { Plan, PlannedResource } from "../../plan/types";
import { ONE_CLOUD } from "../support/failover";
import { input, ofType, only, planOf } from "../support/plans";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const KEY = "aws:kms/key:Key";

const ELSEWHERE = ["region=eu-west-1", "alarms.email=ops@example.com"];
const ON_ECS = ["runtime=ecs", "kubernetesApi="];

const sideAlarm = (plan: Plan): PlannedResource =>
  only(plan, ALARM, "chatscale-prod-aws-side-unhealthy");

/** The topics of a plan by name, each with its region where that is not the stack's. */
function topics(plan: Plan): unknown[] {
  return ofType(plan, TOPIC).map(({ name, inputs }) => [name, inputs["region"]]);
}

function widgetRegions(plan: Plan): Readonly<Record<string, string>> {
  const dashboard = only(plan, "aws:cloudwatch/dashboard:Dashboard");
  const { widgets } = JSON.parse(input(dashboard, "dashboardBody") as string) as {
    widgets: { properties: { title: string; region: string } }[];
  };
  return Object.fromEntries(widgets.map(({ properties: { title, region } }) => [title, region]));
}

describe("the alarm of a side that fails its health check, on AWS", () => {
  let plan: Plan;
  before(async () => {
    plan = await planOf("prod-aws");
  });

  it("counts the sides that are not healthy, and is raised by the second minute with one", () => {
    const { alarmActions, okActions, metricQueries, ...rest } = sideAlarm(plan).inputs;
    assert.deepEqual(rest, {
      alarmDescription:
        "A side of the pair fails its health check: people are led to the other one",
      comparisonOperator: "GreaterThanThreshold",
      datapointsToAlarm: 2,
      evaluationPeriods: 2,
      threshold: 0,
      treatMissingData: "breaching",
    });
    const checks = ["own", "peer"].map((side) =>
      only(plan, "aws:route53/healthCheck:HealthCheck", `chatscale-prod-aws-${side}`),
    );
    const records = ["own", "peer"].map((side) =>
      only(plan, "aws:route53/record:Record", `chatscale-prod-aws-${side}`),
    );
    const metric = (id: string, side: number) => ({
      id,
      returnData: false,
      metric: {
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        stat: "Minimum",
        period: 60,
        dimensions: { HealthCheckId: input(records[side] ?? assert.fail(), "healthCheckId") },
      },
    });
    assert.deepEqual(metricQueries, [
      metric("m1", 0),
      metric("m2", 1),
      { id: "value", label: "value", expression: "2 - m1 - m2", returnData: true },
    ]);
    for (const { urn } of checks) assert.ok(sideAlarm(plan).dependsOn.includes(urn));
    assert.deepEqual(okActions, alarmActions);
  });

  it("takes a check that tells nothing for one that fails", () => {
    const expression = String(input(sideAlarm(plan), "metricQueries.2.expression"));
    // CloudWatch's arithmetic takes 0 for a value that is missing.
    const missing = 0;
    const failing = (m1: number, m2: number): unknown => runInNewContext(expression, { m1, m2 });
    assert.equal(failing(1, 1), 0);
    assert.equal(failing(0, 1), 1);
    assert.equal(failing(1, 0), 1);
    assert.equal(failing(0, 0), 2);
    assert.equal(failing(1, missing), 1);
  });

  it("tells the topic of all alarms in us-east-1, where Route 53's metrics are", () => {
    assert.deepEqual(topics(plan), [["chatscale-prod-aws-alarms", undefined]]);
    const alarms = ofType(plan, ALARM);
    assert.equal(alarms.length, 7);
    assert.equal(
      new Set(alarms.map(({ inputs }) => JSON.stringify(inputs["alarmActions"]))).size,
      1,
    );
  });

  for (const [runtime, set] of Object.entries({ eks: [], ecs: ON_ECS })) {
    it(`is in us-east-1 with a topic of its own, where the stack is elsewhere (${runtime})`, async () => {
      const other = await planOf("prod-aws", ...ELSEWHERE, ...set);
      const own = "chatscale-prod-aws-alarms";
      const far = `${own}-us-east-1`;
      assert.deepEqual(topics(other), [
        [own, undefined],
        [far, "us-east-1"],
      ]);
      const key = only(other, KEY, far);
      assert.equal(input(key, "region"), "us-east-1");
      assert.equal(input(key, "policy"), input(only(other, KEY, own), "policy"));
      const topic = only(other, TOPIC, far);
      assert.ok(topic.dependsOn.includes(key.urn));
      const { topic: topicArn, ...mail } = only(other, SUBSCRIPTION, far).inputs;
      assert.deepEqual(mail, {
        region: "us-east-1",
        protocol: "email",
        endpoint: "ops@example.com",
      });
      assert.match(topicArn as string, new RegExp(`^arn:aws:sns:us-east-1:\\d{12}:${far}-\\w+$`));
      assert.equal(input(sideAlarm(other), "region"), "us-east-1");
      for (const { name, inputs } of ofType(other, ALARM)) {
        const isOfSides = name.endsWith("-side-unhealthy");
        assert.deepEqual(inputs["alarmActions"], inputs["okActions"], name);
        const [action] = inputs["alarmActions"] as string[];
        assert.equal(action === topicArn, isOfSides, name);
        assert.equal(inputs["region"], isOfSides ? "us-east-1" : undefined, name);
        if (!isOfSides) assert.match(action ?? "", /^arn:aws:sns:eu-west-1:/, name);
      }
    });
  }

  it("is drawn from us-east-1 on the dashboard of a stack elsewhere", async () => {
    const regions = widgetRegions(await planOf("prod-aws", ...ELSEWHERE));
    const { "side-unhealthy": sides, ...others } = regions;
    assert.equal(sides, "us-east-1");
    assert.deepEqual([...new Set(Object.values(others))], ["eu-west-1"]);
  });

  it("is there only where the stack keeps the name of both clouds", async () => {
    const certificate =
      "ingress.certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
    const elsewhere = ["failover.dns=", "ingress.hostedZoneId=", certificate];
    for (const set of [[ONE_CLOUD], elsewhere]) {
      const without = await planOf("prod-aws", ...ELSEWHERE, ...set);
      assert.ok(!ofType(without, ALARM).some(({ name }) => name.endsWith("-side-unhealthy")));
      assert.deepEqual(topics(without), [["chatscale-prod-aws-alarms", undefined]]);
    }
  });
});
