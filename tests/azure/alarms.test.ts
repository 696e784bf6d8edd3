import assert from "node:assert/strict";
import { ComponentResource } from "@pulumi/pulumi";
import type { AlarmRule } from "../../azure/alarmRule";
import { createAlarmRule } from "../../azure/alarms";
import type { Alarm } from "../../shared/observability";
import type { JsonObject, PlannedResource } from "../../plan/types";
import { planOfProgram } from "../support/plans";

const ARGS = {
  resourceGroupName: "group",
  actionGroupId: "/people",
  clusterName: "cluster",
  metricsId: "/metrics",
  logsId: "/logs",
  tags: { ManagedBy: "pulumi" },
};

const ALARM: Alarm = {
  metric: "queue-age-seconds",
  threshold: 300,
  period: "60s",
  periods: 5,
  summary: "Events wait too long",
};

/** The resource that an alarm's rule becomes, its program's failure otherwise. */
async function ruleOf(rule: AlarmRule, alarm: Partial<Alarm> = {}): Promise<PlannedResource> {
  const { resources } = await planOfProgram(() => {
    const parent = new ComponentResource("t:t:T", "t");
    createAlarmRule("rule", { ...ALARM, ...alarm }, rule, ARGS, parent);
  });
  const [resource] = resources.filter(({ type }) => type.startsWith("azure-native:"));
  assert.ok(resource);
  return resource;
}

const METRIC = {
  kind: "metric",
  resourceId: "/bus",
  namespace: "Microsoft.ServiceBus/namespaces",
  criteria: [
    {
      metric: "ActiveMessages",
      aggregation: "Minimum",
      threshold: 100,
      dimension: { name: "EntityName", value: "events" },
    },
    { metric: "CompleteMessage", aggregation: "Total", operator: "LessThanOrEqual", threshold: 0 },
  ],
} as const satisfies AlarmRule;

describe("a rule of an alarm on Azure", () => {
  it("over platform metrics holds where all of its criteria do, over the alarm's time", async () => {
    const { type, inputs } = await ruleOf(METRIC);
    assert.equal(type, "azure-native:monitor:MetricAlert");
    const criterion = {
      criterionType: "StaticThresholdCriterion",
      metricNamespace: METRIC.namespace,
    };
    assert.deepEqual(inputs, {
      resourceGroupName: "group",
      ruleName: "rule",
      location: "global",
      description: "Events wait too long",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["/bus"],
      evaluationFrequency: "PT1M",
      windowSize: "PT5M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            ...criterion,
            name: "ActiveMessages",
            metricName: "ActiveMessages",
            timeAggregation: "Minimum",
            operator: "GreaterThan",
            threshold: 100,
            dimensions: [{ name: "EntityName", operator: "Include", values: ["events"] }],
          },
          {
            ...criterion,
            name: "CompleteMessage",
            metricName: "CompleteMessage",
            timeAggregation: "Total",
            operator: "LessThanOrEqual",
            threshold: 0,
          },
        ],
      },
      actions: [{ actionGroupId: "/people" }],
      tags: { ManagedBy: "pulumi" },
    });
  });

  it("looks as far back as it asks for, or the next shorter time that Azure has", async () => {
    const windows: [windowSeconds: number, window: string][] = [
      [20, "PT1M"],
      [60, "PT1M"],
      [300, "PT5M"],
      [600, "PT5M"],
      [1800, "PT30M"],
      [3600, "PT1H"],
      [100_000, "P1D"],
    ];
    for (const [windowSeconds, window] of windows) {
      const { inputs } = await ruleOf({ ...METRIC, windowSeconds });
      assert.equal(inputs["windowSize"], window, String(windowSeconds));
    }
  });

  it("in Prometheus holds for the whole time of the alarm, and resolves itself", async () => {
    const { type, inputs } = await ruleOf(
      { kind: "prometheus", expression: "up" },
      { metric: "nodes-at-max", threshold: 0, periods: 15, summary: "Full" },
    );
    assert.equal(type, "azure-native:alertsmanagement:PrometheusRuleGroup");
    assert.deepEqual(inputs, {
      resourceGroupName: "group",
      ruleGroupName: "rule",
      description: "Full",
      scopes: ["/metrics"],
      clusterName: "cluster",
      enabled: true,
      interval: "PT1M",
      rules: [
        {
          alert: "nodes-at-max",
          enabled: true,
          expression: "(up) > 0",
          for: "PT15M",
          severity: 2,
          annotations: { description: "Full" },
          actions: [{ actionGroupId: "/people" }],
          resolveConfiguration: { autoResolved: true, timeToResolve: "PT15M" },
        },
      ],
      tags: { ManagedBy: "pulumi" },
    });
  });

  it("over logs counts the minutes above the threshold, late ones too", async () => {
    const { type, inputs } = await ruleOf({ kind: "logs", query: "T" });
    assert.equal(type, "azure-native:monitor:ScheduledQueryRule");
    const { criteria, ...rest } = inputs;
    assert.deepEqual(rest, {
      resourceGroupName: "group",
      ruleName: "rule",
      displayName: "rule",
      description: "Events wait too long",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["/logs"],
      evaluationFrequency: "PT5M",
      windowSize: "PT10M",
      skipQueryValidation: true,
      actions: { actionGroups: ["/people"] },
      tags: { ManagedBy: "pulumi" },
    });
    assert.deepEqual((criteria as JsonObject)["allOf"], [
      {
        query: "T\n| where value > 300",
        timeAggregation: "Count",
        operator: "GreaterThanOrEqual",
        threshold: 5,
        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
      },
    ]);
  });

  it("is refused where Azure cannot measure so finely or so far back", async () => {
    await assert.rejects(
      ruleOf({ kind: "prometheus", expression: "up" }, { period: "90s" }),
      /1\.5/,
    );
    await assert.rejects(
      ruleOf({ kind: "logs", query: "T" }, { periods: 1441 }),
      /queue-age-seconds looks too far back for logs/,
    );
  });
});
