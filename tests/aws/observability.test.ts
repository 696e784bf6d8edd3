import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";

interface Query {
  readonly id: string;
  readonly returnData: boolean;
  readonly expression?: string;
  readonly metric?: {
    readonly metricName: string;
    readonly namespace: string;
    readonly period: number;
    readonly stat: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

function queries(plan: Plan, alarm: string): Query[] {
  const found = ofType(plan, ALARM).find(({ name }) => name.endsWith(`-${alarm}`));
  assert.ok(found, alarm);
  return input(found, "metricQueries") as Query[];
}

describe("observability on AWS", () => {
  let eks: Plan;
  let ecs: Plan;

  before(async () => {
    eks = await planOf("dev");
    ecs = await planOf("dev-ecs");
  });

  it("renders every alarm of the workload, and on Fargate all but that of the nodes", () => {
    const names = (plan: Plan) =>
      ofType(plan, ALARM).map(({ name }) => name.replace(/^chatscale-dev(-ecs)?-/, ""));
    const common = [
      "cache-memory-percent",
      "first-byte-p95-seconds",
      "ingress-error-percent",
      "replicas-at-max",
      "unhealthy-replicas",
    ];
    assert.deepEqual(names(ecs), common);
    assert.deepEqual(names(eks).sort(), [...common, "nodes-at-max"].sort());
  });

  it("watches the queues and functions of a stack that has them", async () => {
    const hosts = 'functions.callbackHosts=["hooks.example.com"]';
    const plan = await planOf("dev", "functions.enabled=true", hosts);
    const metric = (alarm: string) =>
      queries(plan, alarm).map((query) => [
        query.metric?.metricName ?? query.expression,
        query.metric?.stat,
        Object.values(query.metric?.dimensions ?? {})[0]?.replace(/-[0-9a-f]{7}$/, ""),
      ]);
    assert.deepEqual(metric("queue-age-seconds"), [
      ["ApproximateAgeOfOldestMessage", "Maximum", "chatscale-dev-events"],
    ]);
    assert.deepEqual(metric("dead-letters"), [
      ["ApproximateNumberOfMessagesVisible", "Maximum", "chatscale-dev-dead-letters"],
    ]);
    assert.deepEqual(metric("function-throttles"), [
      ["Throttles", "Sum", "chatscale-dev-webhook"],
      ["Throttles", "Sum", "chatscale-dev-worker"],
      ["FILL(m1, 0) + FILL(m2, 0)", undefined, undefined],
    ]);
  });

  it("gives an alarm the workload's threshold and window, and tells the topic of both turns", async () => {
    const plan = await planOf("dev", "alarms.p95=7s", "alarms.email=ops@example.com");
    const alarm = only(plan, ALARM, "chatscale-dev-first-byte-p95-seconds");
    const { alarmActions, okActions, metricQueries: _, ...rest } = alarm.inputs;
    assert.deepEqual(rest, {
      alarmDescription: "Chats start too slowly",
      comparisonOperator: "GreaterThanThreshold",
      datapointsToAlarm: 5,
      evaluationPeriods: 5,
      threshold: 7,
      treatMissingData: "notBreaching",
    });
    const [p95] = queries(plan, "first-byte-p95-seconds");
    assert.equal(p95?.metric?.stat, "p95");
    assert.equal(p95.metric.period, 60);
    assert.deepEqual(alarmActions, okActions);
    assert.match(JSON.stringify(alarmActions), /^\["arn:aws:sns:us-east-1:[^"]*alarms[^"]*"\]$/);
    const subscription = only(plan, "aws:sns/topicSubscription:TopicSubscription");
    assert.equal(input(subscription, "protocol"), "email");
    assert.equal(input(subscription, "endpoint"), "ops@example.com");
    assert.equal(ofType(eks, "aws:sns/topicSubscription:TopicSubscription").length, 0);
  });

  it("takes the share of errors from the gateway's and the balancer's own", () => {
    const [requests, target, balancer, share] = queries(eks, "ingress-error-percent");
    assert.deepEqual(
      [requests, target, balancer].map((query) => [query?.metric?.metricName, query?.returnData]),
      [
        ["RequestCount", false],
        ["HTTPCode_Target_5XX_Count", false],
        ["HTTPCode_ELB_5XX_Count", false],
      ],
    );
    assert.equal(share?.returnData, true);
    assert.match(requests?.metric?.dimensions["LoadBalancer"] ?? "", /^app\/chatscale-dev-/);
  });

  it("knows an outage of all targets, of which no request is counted, as all failed", () => {
    const share = queries(eks, "ingress-error-percent")[3]?.expression ?? "";
    // Metric math of this kind is JavaScript, once its two functions are there.
    const IF = (test: boolean, yes: number, no: number) => (test ? yes : no);
    const FILL = (value: number, missing: number) => (Number.isNaN(value) ? missing : value);
    const percent = (m1: number, m2: number, m3: number): unknown =>
      runInNewContext(share, { IF, FILL, m1, m2, m3 });
    const none = NaN;
    assert.equal(percent(none, none, 7), 100);
    assert.equal(percent(none, none, none), 0);
    assert.equal(percent(200, none, none), 0);
    assert.equal(percent(200, 3, none), 1.5);
    assert.equal(percent(90, 1, 10), 11);
  });

  it("counts replicas that are not ready, never nodes that merely hold none", () => {
    const [pods] = queries(eks, "unhealthy-replicas");
    assert.equal(pods?.metric?.metricName, "status_replicas_unavailable");
    assert.deepEqual(pods.metric.dimensions, {
      ClusterName: "chatscale-dev",
      Namespace: "chatbot",
      PodName: "gateway",
    });
    const [tasks] = queries(ecs, "unhealthy-replicas");
    assert.equal(tasks?.metric?.metricName, "UnHealthyHostCount");
    assert.deepEqual(Object.keys(tasks.metric.dimensions).sort(), ["LoadBalancer", "TargetGroup"]);
  });

  it("sees the gateway at its most replicas, as pods or as tasks", () => {
    const [pods, atMostPods] = queries(eks, "replicas-at-max");
    assert.deepEqual(pods?.metric?.dimensions, {
      ClusterName: "chatscale-dev",
      Namespace: "chatbot",
    });
    assert.equal(atMostPods?.expression, "IF(m1 >= 6, 1, 0)");
    const [tasks] = queries(ecs, "replicas-at-max");
    assert.equal(tasks?.metric?.namespace, "ECS/ContainerInsights");
    assert.deepEqual(tasks.metric.dimensions, {
      ClusterName: "chatscale-dev-ecs",
      ServiceName: "gateway",
    });
  });

  it("watches a metric that the Auto Scaling Group really sends", () => {
    const group = only(eks, "aws:autoscaling/group:Group");
    const [nodes, atMost] = queries(eks, "nodes-at-max");
    assert.deepEqual(input(group, "enabledMetrics"), [nodes?.metric?.metricName]);
    assert.equal(atMost?.expression, "IF(m1 >= 3, 1, 0)");
  });

  it("watches each node of the session store, and none where there is no store", async () => {
    const [first, second, fullest] = queries(await planOf("prod-aws"), "cache-memory-percent");
    assert.match(first?.metric?.dimensions["CacheClusterId"] ?? "", /-001$/);
    assert.match(second?.metric?.dimensions["CacheClusterId"] ?? "", /-002$/);
    assert.equal(fullest?.expression, "MAX([m1, m2])");
    const without = await planOf("dev", "sessionStore=memory");
    assert.ok(!ofType(without, ALARM).some(({ name }) => name.includes("cache")));
  });

  it("draws the same metrics on one dashboard, whose address is an output", () => {
    const dashboard = only(eks, "aws:cloudwatch/dashboard:Dashboard");
    const { widgets } = JSON.parse(input(dashboard, "dashboardBody") as string) as {
      widgets: { x: number; y: number; properties: { title: string; metrics: unknown[] } }[];
    };
    assert.equal(widgets.length, ofType(eks, ALARM).length);
    const places = new Set(widgets.map(({ x, y }) => `${x},${y}`));
    assert.equal(places.size, widgets.length);
    assert.equal(
      eks.outputs["dashboardUrl"],
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/chatscale-dev",
    );
  });

  it("encrypts the topic with a key that lets CloudWatch in", () => {
    const key = only(eks, "aws:kms/key:Key", "chatscale-dev-alarms");
    assert.equal(input(key, "enableKeyRotation"), true);
    assert.match(JSON.stringify(key.inputs), /cloudwatch\.amazonaws\.com/);
    assert.ok(only(eks, "aws:sns/topic:Topic").dependsOn.includes(key.urn));
  });

  it("measures pods, keeps their logs, and leaves the pods themselves alone", () => {
    const [addon] = ofType(eks, "aws:eks/addon:Addon").filter(
      ({ inputs }) => inputs["addonName"] === "amazon-cloudwatch-observability",
    );
    assert.ok(addon);
    assert.deepEqual(JSON.parse(String(input(addon, "configurationValues"))), {
      agent: {
        config: {
          logs: {
            metrics_collected: {
              kubernetes: { enhanced_container_insights: true, accelerated_compute_metrics: false },
            },
          },
        },
      },
      containerLogs: { enabled: true },
      manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
    });
  });

  it("ends the keeping of every log", async () => {
    for (const plan of [eks, ecs, await planOf("prod-aws")]) {
      const logs = ofType(plan, LOGS);
      assert.ok(logs.length > 0);
      for (const { inputs, name } of logs) {
        assert.equal(inputs["retentionInDays"], plan.stack === "prod-aws" ? 90 : 7, name);
      }
    }
  });
});
