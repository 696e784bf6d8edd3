import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { AlarmRule } from "../../azure/alarmRule";
import { alarmRules, type Watched } from "../../azure/alarmSources";
import { workloadAlarms, type AlarmMetric } from "../../shared/observability";

const THRESHOLDS = {
  errorPercent: 1,
  p95Seconds: 10,
  queueAgeSeconds: 300,
  cacheMemoryPercent: 80,
};

const WATCHED: Watched = {
  entrance: { kind: "edgeProxy" },
  nodes: { pool: "u1", max: 3 },
  cacheId: "/cache",
  functions: {
    namespaceId: "/bus",
    queue: "events",
    eventsPerSecond: 1 / 3,
    apps: [
      { id: "/webhook", maxInstances: 40 },
      { id: "/worker", maxInstances: 5 },
    ],
  },
  sides: { profileId: "/profile", endpoints: ["own", "peer"] },
};

const ALARMS = workloadAlarms(THRESHOLDS, {
  nodes: true,
  functions: true,
  cache: true,
  healthChecks: true,
});

function rulesOf(metric: AlarmMetric, watched: Watched = WATCHED): readonly AlarmRule[] {
  const alarm = ALARMS.find((one) => one.metric === metric);
  assert.ok(alarm);
  return alarmRules(alarm, watched);
}

describe("where Azure Monitor has the metrics of alarms", () => {
  it("is known for every alarm that a workload can have", () => {
    const kinds = ALARMS.map((alarm) => [
      alarm.metric,
      alarmRules(alarm, WATCHED).map(({ kind }) => kind),
    ]);
    assert.deepEqual(Object.fromEntries(kinds), {
      "ingress-error-percent": ["prometheus"],
      "first-byte-p95-seconds": ["prometheus"],
      "unhealthy-replicas": ["prometheus"],
      "replicas-at-max": ["prometheus"],
      "nodes-at-max": ["prometheus"],
      "queue-age-seconds": ["metric", "metric"],
      "dead-letters": ["metric"],
      "function-throttles": ["metric", "metric"],
      "cache-memory-percent": ["metric"],
      "side-unhealthy": ["metric", "metric"],
    });
  });

  it("is an error where a stack has nothing to watch, so that no alarm is lost in silence", () => {
    const { functions: _, cacheId: __, sides: ___, ...rest } = WATCHED;
    for (const metric of [
      "queue-age-seconds",
      "dead-letters",
      "function-throttles",
      "cache-memory-percent",
      "side-unhealthy",
    ] as const) {
      assert.throws(() => rulesOf(metric, rest), {
        name: "RangeError",
        message: `nothing in the stack has ${metric} to watch`,
      });
    }
    assert.throws(() =>
      rulesOf("function-throttles", {
        ...rest,
        functions: { namespaceId: "/bus", queue: "events", eventsPerSecond: 1, apps: [] },
      }),
    );
  });

  it("is the edge proxy's own count of chats", () => {
    assert.deepEqual(rulesOf("ingress-error-percent"), [
      {
        kind: "prometheus",
        expression:
          "100 * " +
          'sum(rate(envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix="chats",envoy_response_code_class="5"}[2m]))' +
          " / " +
          'sum(rate(envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix="chats"}[2m]))',
      },
    ]);
    assert.deepEqual(rulesOf("first-byte-p95-seconds"), [
      {
        kind: "prometheus",
        expression:
          "histogram_quantile(0.95, sum by (le) (rate(envoy_chats_first_byte_bucket[2m]))) / 1000",
      },
    ]);
  });

  it("is Front Door's, where it stands before the cluster", () => {
    const watched: Watched = { ...WATCHED, entrance: { kind: "frontDoor", profileId: "/door" } };
    assert.deepEqual(rulesOf("ingress-error-percent", watched), [
      {
        kind: "metric",
        resourceId: "/door",
        namespace: "Microsoft.Cdn/profiles",
        criteria: [{ metric: "Percentage5XX", aggregation: "Average", threshold: 1 }],
      },
    ]);
    assert.deepEqual(rulesOf("first-byte-p95-seconds", watched), [
      {
        kind: "logs",
        query:
          "AzureDiagnostics\n" +
          '| where Category == "FrontDoorAccessLog"\n' +
          "| summarize value = percentile(todouble(timeToFirstByte_s), 95) by bin(TimeGenerated, 1m)",
      },
    ]);
  });

  it("is the cluster's state for replicas and nodes", async () => {
    const expression = async (metric: AlarmMetric): Promise<string> => {
      const [rule, ...others] = rulesOf(metric);
      assert.ok(rule?.kind === "prometheus" && others.length === 0);
      const text = rule.expression;
      return typeof text === "string"
        ? text
        : new Promise((resolve) => {
            pulumi.output(text).apply(resolve);
          });
    };
    assert.equal(
      await expression("unhealthy-replicas"),
      'sum(kube_deployment_spec_replicas{namespace=~"chatbot|edge"}) - ' +
        'sum(kube_deployment_status_replicas_available{namespace=~"chatbot|edge"})',
    );
    assert.equal(
      await expression("replicas-at-max"),
      'sum(kube_horizontalpodautoscaler_status_current_replicas{namespace="chatbot",horizontalpodautoscaler="gateway"}) >= bool ' +
        'sum(kube_horizontalpodautoscaler_spec_max_replicas{namespace="chatbot",horizontalpodautoscaler="gateway"})',
    );
    assert.equal(
      await expression("nodes-at-max"),
      'count(kube_node_info{node=~"aks-u1-.*"}) >= bool 3',
    );
  });

  it("is the session store's share of memory in use", () => {
    assert.deepEqual(rulesOf("cache-memory-percent"), [
      {
        kind: "metric",
        resourceId: "/cache",
        namespace: "Microsoft.Cache/redisEnterprise",
        criteria: [{ metric: "usedmemorypercentage", aggregation: "Maximum", threshold: 80 }],
      },
    ]);
  });

  it("is the queue, which stands still or holds more than is finished in time", () => {
    const bus = {
      kind: "metric",
      resourceId: "/bus",
      namespace: "Microsoft.ServiceBus/namespaces",
    };
    const dimension = { name: "EntityName", value: "events" };
    const waiting = { metric: "ActiveMessages", aggregation: "Minimum", dimension };
    assert.deepEqual(rulesOf("queue-age-seconds"), [
      {
        ...bus,
        windowSeconds: 300,
        criteria: [
          { ...waiting, threshold: 0 },
          {
            metric: "CompleteMessage",
            aggregation: "Total",
            operator: "LessThanOrEqual",
            threshold: 0,
            dimension,
          },
        ],
      },
      { ...bus, criteria: [{ ...waiting, threshold: 100 }] },
    ]);
    assert.deepEqual(rulesOf("dead-letters"), [
      {
        ...bus,
        criteria: [
          { metric: "DeadletteredMessages", aggregation: "Maximum", threshold: 0, dimension },
        ],
      },
    ]);
  });

  it("takes a backlog for too old only where the worker may need longer than the age for it", () => {
    const positive = { noNaN: true, min: 0.01, max: 1000 };
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 86_400 }), fc.double(positive), (age, rate) => {
        const [alarm] = workloadAlarms(
          { ...THRESHOLDS, queueAgeSeconds: age },
          { nodes: true, functions: true, cache: false, healthChecks: false },
        ).filter(({ metric }) => metric === "queue-age-seconds");
        const functions = { namespaceId: "", queue: "", apps: [], eventsPerSecond: rate };
        const backlog = alarm && alarmRules(alarm, { ...WATCHED, functions })[1];
        assert.ok(backlog?.kind === "metric");
        const most = backlog.criteria[0]?.threshold ?? 0;
        assert.ok((most + 1) / rate > age, "what raises it may take longer than the age");
        assert.ok((most - 1) / rate < age, "it is not raised later than needed");
      }),
    );
  });

  it("is each side by itself, since one that is well would hide the other", () => {
    const side = (value: string) => ({
      kind: "metric",
      resourceId: "/profile",
      namespace: "Microsoft.Network/trafficManagerProfiles",
      criteria: [
        {
          metric: "ProbeAgentCurrentEndpointStateByProfileResourceId",
          aggregation: "Maximum",
          operator: "LessThanOrEqual",
          threshold: 0,
          dimension: { name: "EndpointName", value },
        },
      ],
    });
    assert.deepEqual(rulesOf("side-unhealthy"), [side("own"), side("peer")]);
  });

  it("is each function app with all of its instances in use", () => {
    const app = (resourceId: string, threshold: number) => ({
      kind: "metric",
      resourceId,
      namespace: "Microsoft.Web/sites",
      criteria: [
        {
          metric: "InstanceCount",
          aggregation: "Average",
          operator: "GreaterThanOrEqual",
          threshold,
        },
      ],
    });
    assert.deepEqual(rulesOf("function-throttles"), [app("/webhook", 40), app("/worker", 5)]);
  });
});
