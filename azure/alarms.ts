import { PrometheusRuleGroup } from "@pulumi/azure-native/alertsmanagement";
import { MetricAlert, ScheduledQueryRule } from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { Alarm, AlarmMetric } from "../shared/observability";
import { seconds } from "../shared/units";
import type { AlarmRule, LogRule, MetricRule, PrometheusRule } from "./alarmRule";

export interface AlarmArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Who is told. */
  readonly actionGroupId: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  /** Resource id of the Azure Monitor workspace that the cluster's metrics are in. */
  readonly metricsId: pulumi.Input<string>;
  /** Resource id of the Log Analytics workspace. */
  readonly logsId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** How bad it is where people are concerned, as Azure counts: 1 is an error, 2 a warning. */
const SEVERITY: Readonly<Record<AlarmMetric, 1 | 2>> = {
  "ingress-error-percent": 1,
  "first-byte-p95-seconds": 1,
  "queue-age-seconds": 1,
  "dead-letters": 1,
  "side-unhealthy": 1,
  "unhealthy-replicas": 2,
  "replicas-at-max": 2,
  "nodes-at-max": 2,
  "function-throttles": 2,
  "cache-memory-percent": 2,
};

/** Windows that Azure has for metrics, in minutes (REST API, Metric Alerts). */
const METRIC_WINDOWS = [1, 5, 15, 30, 60, 360, 720, 1440];

/** Windows that Azure has for logs, in minutes (REST API, Scheduled Query Rules); 1 costs most. */
const LOG_WINDOWS = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];

/** One rule of an alarm, in the service that has its numbers. Each resolves itself. */
export function createAlarmRule(
  name: string,
  alarm: Alarm,
  rule: AlarmRule,
  args: AlarmArgs,
  parent: pulumi.Resource,
): pulumi.Resource {
  switch (rule.kind) {
    case "prometheus":
      return prometheusRule(name, alarm, rule, args, parent);
    case "metric":
      return metricRule(name, alarm, rule, args, parent);
    case "logs":
      return logRule(name, alarm, rule, args, parent);
  }
}

function prometheusRule(
  name: string,
  alarm: Alarm,
  { expression }: PrometheusRule,
  args: AlarmArgs,
  parent: pulumi.Resource,
): PrometheusRuleGroup {
  return new PrometheusRuleGroup(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      ruleGroupName: name,
      description: alarm.summary,
      scopes: [args.metricsId],
      clusterName: args.clusterName,
      enabled: true,
      interval: iso(seconds(alarm.period) / 60),
      rules: [
        {
          alert: alarm.metric,
          enabled: true,
          expression: pulumi.interpolate`(${expression}) > ${alarm.threshold}`,
          for: iso(windowMinutes(alarm)),
          severity: SEVERITY[alarm.metric],
          annotations: { description: alarm.summary },
          actions: [{ actionGroupId: args.actionGroupId }],
          resolveConfiguration: { autoResolved: true, timeToResolve: iso(windowMinutes(alarm)) },
        },
      ],
      tags: args.tags,
    },
    { parent },
  );
}

function metricRule(
  name: string,
  alarm: Alarm,
  rule: MetricRule,
  args: AlarmArgs,
  parent: pulumi.Resource,
): MetricAlert {
  const minutes = rule.windowSeconds === undefined ? windowMinutes(alarm) : rule.windowSeconds / 60;
  return new MetricAlert(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      ruleName: name,
      // Such rules have no place, whatever they watch.
      location: "global",
      description: alarm.summary,
      severity: SEVERITY[alarm.metric],
      enabled: true,
      autoMitigate: true,
      scopes: [rule.resourceId],
      evaluationFrequency: iso(seconds(alarm.period) / 60),
      // Rather too early than too late.
      windowSize: iso(METRIC_WINDOWS.findLast((window) => window <= minutes) ?? 1),
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: rule.criteria.map(({ metric, aggregation, operator, threshold, dimension }) => ({
          criterionType: "StaticThresholdCriterion",
          name: metric,
          metricNamespace: rule.namespace,
          metricName: metric,
          timeAggregation: aggregation,
          operator: operator ?? "GreaterThan",
          threshold,
          ...(dimension && {
            dimensions: [{ name: dimension.name, operator: "Include", values: [dimension.value] }],
          }),
        })),
      },
      actions: [{ actionGroupId: args.actionGroupId }],
      tags: args.tags,
    },
    { parent },
  );
}

/**
 * Raised when as many minutes as the alarm has periods are above the threshold, in a window twice as
 * long: logs come minutes late.
 */
function logRule(
  name: string,
  alarm: Alarm,
  { query }: LogRule,
  args: AlarmArgs,
  parent: pulumi.Resource,
): ScheduledQueryRule {
  const window = LOG_WINDOWS.find((minutes) => minutes >= 2 * windowMinutes(alarm));
  if (window === undefined) throw new RangeError(`${alarm.metric} looks too far back for logs`);
  return new ScheduledQueryRule(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      ruleName: name,
      displayName: name,
      description: alarm.summary,
      severity: SEVERITY[alarm.metric],
      enabled: true,
      autoMitigate: true,
      scopes: [args.logsId],
      evaluationFrequency: iso(5),
      windowSize: iso(window),
      criteria: {
        allOf: [
          {
            query: `${query}\n| where value > ${alarm.threshold}`,
            timeAggregation: "Count",
            operator: "GreaterThanOrEqual",
            threshold: alarm.periods,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      // The table is there only once the first entry is.
      skipQueryValidation: true,
      actions: { actionGroups: [args.actionGroupId] },
      tags: args.tags,
    },
    { parent },
  );
}

function windowMinutes({ period, periods }: Alarm): number {
  return (seconds(period) * periods) / 60;
}

/** A number of minutes as Azure writes it. @throws RangeError for a part of a minute */
function iso(minutes: number): string {
  if (!Number.isInteger(minutes)) throw new RangeError(`${minutes} min is not a whole minute`);
  if (minutes % 1440 === 0) return `P${minutes / 1440}D`;
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}
