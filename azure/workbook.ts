import * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "../shared/observability";
import { newestLines } from "./logQuery";
import type { AlarmRule, LogRule, MetricCriterion, MetricRule, PrometheusRule } from "./alarmRule";

/** An alarm together with what raises it. */
export interface WatchedAlarm {
  readonly alarm: Alarm;
  readonly rules: readonly AlarmRule[];
}

/** Where the numbers are that are not platform metrics, by resource id. */
export interface Workspaces {
  readonly metricsId: pulumi.Input<string>;
  readonly logsId: pulumi.Input<string>;
  /** Whose pods' logs are in the second. */
  readonly namespaces: readonly string[];
}

/** How a workbook writes the aggregation of a metric. */
const AGGREGATIONS = { Total: 1, Minimum: 2, Maximum: 3, Average: 4 } as const;

/** The type of a Log Analytics workspace, as workbooks write it. */
const LOG_WORKSPACES = "microsoft.operationalinsights/workspaces";

/** The time that a graph shows at first. */
const LAST_HOURS = { durationMs: 4 * 3_600_000 };

/**
 * The content of an Azure workbook: a graph for each alarm, with its threshold as a line, and the
 * newest lines of the pods.
 */
export function workbookContent(watched: readonly WatchedAlarm[], workspaces: Workspaces) {
  const graphs = watched.map(({ alarm, rules }) => ({
    name: alarm.metric,
    customWidth: "50",
    styleSettings: { maxWidth: "50" },
    ...graph(alarm, rules, workspaces),
  }));
  return pulumi.jsonStringify({
    version: "Notebook/1.0",
    items: [...graphs, podLogs(workspaces)],
    fallbackResourceIds: ["azure monitor"],
  });
}

function podLogs({ logsId, namespaces }: Workspaces) {
  return {
    name: "pod-logs",
    type: 3,
    content: {
      version: "KqlItem/1.0",
      title: `Logs of the pods: ${namespaces.join(", ")}`,
      query: newestLines(namespaces),
      size: 0,
      timeContext: LAST_HOURS,
      queryType: 0,
      resourceType: LOG_WORKSPACES,
      crossComponentResources: [logsId],
      visualization: "table",
    },
  };
}

function graph(alarm: Alarm, rules: readonly AlarmRule[], workspaces: Workspaces) {
  const [rule] = rules;
  switch (rule?.kind) {
    case undefined:
      throw new RangeError(`nothing raises ${alarm.metric}`);
    case "prometheus":
      return prometheusGraph(alarm, rule, workspaces.metricsId);
    case "logs":
      return logGraph(alarm, rule, workspaces.logsId);
    case "metric":
      return metricGraph(
        alarm,
        rules.filter((one) => one.kind === "metric"),
      );
  }
}

function prometheusGraph(
  alarm: Alarm,
  { expression }: PrometheusRule,
  metricsId: pulumi.Input<string>,
) {
  const query = pulumi.jsonStringify({
    version: "PrometheusQueryProvider/1.0",
    queryText: expression,
    type: "query_range",
  });
  return queryGraph(alarm, query, 16, "microsoft.monitor/accounts", metricsId);
}

function logGraph(alarm: Alarm, { query }: LogRule, logsId: pulumi.Input<string>) {
  return queryGraph(alarm, query, 0, LOG_WORKSPACES, logsId);
}

/** @param queryType the language of the query, by the number that workbooks give it */
function queryGraph(
  alarm: Alarm,
  query: pulumi.Input<string>,
  queryType: number,
  resourceType: string,
  resourceId: pulumi.Input<string>,
) {
  return {
    type: 3,
    content: {
      version: "KqlItem/1.0",
      title: alarm.metric,
      query,
      size: 0,
      timeContext: LAST_HOURS,
      queryType,
      resourceType,
      crossComponentResources: [resourceId],
      visualization: "timechart",
      chartSettings: thresholdLine(alarm.threshold),
    },
  };
}

/** All metrics that the rules of one alarm look at; such rules share the type of their resources. */
function metricGraph(alarm: Alarm, rules: readonly MetricRule[]) {
  const namespace = rules[0]?.namespace.toLowerCase() ?? "";
  const criteria = rules.flatMap((rule) => rule.criteria);
  const aggregations = new Map(criteria.map(({ metric, aggregation }) => [metric, aggregation]));
  return {
    type: 10,
    content: {
      chartId: alarm.metric,
      version: "MetricsItem/2.0",
      title: alarm.metric,
      size: 0,
      chartType: 2,
      resourceType: namespace,
      metricScope: 0,
      resourceIds: [...new Set(rules.map(({ resourceId }) => resourceId))],
      timeContext: LAST_HOURS,
      metrics: [...aggregations].map(([metric, aggregation]) => ({
        namespace,
        metric: `${namespace}--${metric}`,
        aggregation: AGGREGATIONS[aggregation],
        ...split(criteria.filter((one) => one.metric === metric)),
      })),
      chartSettings: thresholdLine(Math.max(...criteria.map(({ threshold }) => threshold))),
    },
  };
}

/** A line for each value of a dimension that rules look at one by one. */
function split(criteria: readonly MetricCriterion[]) {
  const values = new Set(criteria.map(({ dimension }) => dimension?.value));
  if (values.size < 2) return {};
  const splitBy = criteria[0]?.dimension?.name;
  return { splitBy, splitBySortOrder: -1, splitByLimit: values.size };
}

function thresholdLine(threshold: number) {
  return { customThresholdLine: String(threshold), customThresholdLineStyle: 0 };
}
