import assert from "node:assert/strict";
import { alarmSources, runningTasks, type Watched } from "../../aws/alarmSources";
import { workloadAlarms } from "../../shared/observability";

const WATCHED: Watched = {
  loadBalancer: "app/chat/1",
  targetGroup: "targetgroup/chat/2",
  replicas: runningTasks("cluster", "gateway"),
  maxReplicas: 6,
  nodes: { group: "nodes", max: 3 },
  cacheNodes: ["chat-001"],
  functions: { queue: "events", deadLetters: "events-dead", names: ["webhook", "worker"] },
  healthChecks: ["own-id", "peer-id"],
};

describe("where CloudWatch has the metrics of alarms", () => {
  it("is known for every alarm that a workload can have", () => {
    const thresholds = { errorPercent: 1, p95Seconds: 10, queueAgeSeconds: 60 };
    const alarms = workloadAlarms(
      { ...thresholds, cacheMemoryPercent: 80 },
      { nodes: true, functions: true, cache: true, healthChecks: true },
    );
    const sources = alarmSources(WATCHED);
    assert.deepEqual(Object.keys(sources).sort(), alarms.map(({ metric }) => metric).sort());
  });

  it("is the queues and functions by their names", () => {
    const sources = alarmSources(WATCHED);
    assert.deepEqual(sources["queue-age-seconds"], {
      metrics: [
        {
          namespace: "AWS/SQS",
          name: "ApproximateAgeOfOldestMessage",
          stat: "Maximum",
          dimensions: { QueueName: "events" },
        },
      ],
    });
    assert.deepEqual(sources["dead-letters"]?.metrics[0]?.dimensions, { QueueName: "events-dead" });
    const throttles = sources["function-throttles"];
    assert.deepEqual(
      throttles?.metrics.map(({ name, dimensions }) => [name, dimensions]),
      [
        ["Throttles", { FunctionName: "webhook" }],
        ["Throttles", { FunctionName: "worker" }],
      ],
    );
    // A function that was never throttled has no such metric.
    assert.equal(throttles.expression, "FILL(m1, 0) + FILL(m2, 0)");
  });

  it("is the health check of each side in us-east-1, where no data is no good news", () => {
    const check = (id: string) => ({
      namespace: "AWS/Route53",
      name: "HealthCheckStatus",
      stat: "Minimum",
      dimensions: { HealthCheckId: id },
    });
    assert.deepEqual(alarmSources(WATCHED)["side-unhealthy"], {
      metrics: [check("own-id"), check("peer-id")],
      expression: "2 - m1 - m2",
      region: "us-east-1",
      missingData: "breaching",
    });
  });

  it("leaves out what a stack does not have", () => {
    const { functions: _, nodes: __, ...rest } = WATCHED;
    const sources = alarmSources({ ...rest, cacheNodes: [], healthChecks: [] });
    assert.deepEqual(Object.keys(sources).sort(), [
      "first-byte-p95-seconds",
      "ingress-error-percent",
      "replicas-at-max",
      "unhealthy-replicas",
    ]);
  });
});
