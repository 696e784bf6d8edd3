import * as pulumi from "@pulumi/pulumi";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { Alarm } from "../shared/observability";
import type { AlarmRule, LogRule, MetricRule, PrometheusRule } from "./alarmRule";
import { EDGE_NAMESPACE } from "./edgeLabels";
import { CHATS, ENVOY_METRICS } from "./envoyMetrics";
import { atMostInstances, deadLetters, queueAge, type WatchedFunctions } from "./functionAlarms";

/** What there is to watch in a stack. */
export interface Watched {
  /** What counts replies: the edge proxy in the cluster, or the profile of Front Door. */
  readonly entrance:
    { readonly kind: "edgeProxy" } | { readonly kind: "frontDoor"; readonly profileId: Id };
  /** The pool of regular machines: spot machines may be refused at any time. */
  readonly nodes: { readonly pool: pulumi.Input<string>; readonly max: number };
  /** The session store, when there is one. */
  readonly cacheId?: Id;
  readonly functions?: WatchedFunctions;
  readonly sides?: WatchedSides;
}

type Id = pulumi.Input<string>;

/** What there is to watch where the stack keeps the name of two clouds. */
export interface WatchedSides {
  /** Resource id of Traffic Manager's profile. */
  readonly profileId: Id;
  /** Names of the sides in it. */
  readonly endpoints: readonly string[];
}

/** Four times the time between two scrapes, so that one that fails leaves no gap. */
const RATE_WINDOW = "2m";

/** Where Azure Monitor has what an alarm is about; it is raised when any of the rules holds. */
export function alarmRules(alarm: Alarm, watched: Watched): readonly AlarmRule[] {
  const rules = findRules(alarm, watched);
  if (rules.length > 0) return rules;
  throw new RangeError(`nothing in the stack has ${alarm.metric} to watch`);
}

function findRules(alarm: Alarm, watched: Watched): readonly AlarmRule[] {
  const { entrance, nodes, cacheId, functions, sides } = watched;
  switch (alarm.metric) {
    case "ingress-error-percent":
      return [
        entrance.kind === "edgeProxy" ? proxyErrors() : doorErrors(entrance.profileId, alarm),
      ];
    case "first-byte-p95-seconds":
      return [entrance.kind === "edgeProxy" ? proxyFirstByte() : doorFirstByte()];
    case "unhealthy-replicas":
      return [unavailablePods()];
    case "replicas-at-max":
      return [replicasAtMax()];
    case "nodes-at-max":
      return [nodesAtMax(nodes)];
    case "cache-memory-percent":
      return cacheId === undefined ? [] : [cacheMemory(cacheId, alarm)];
    case "queue-age-seconds":
      return functions ? queueAge(functions, alarm) : [];
    case "dead-letters":
      return functions ? [deadLetters(functions, alarm)] : [];
    case "function-throttles":
      return functions ? functions.apps.map((app) => atMostInstances(app, alarm)) : [];
    case "side-unhealthy":
      return sides ? unhealthySides(sides, alarm) : [];
  }
}

function proxyErrors(): PrometheusRule {
  const rate = (more: string): string =>
    `sum(rate(${ENVOY_METRICS.replies}{envoy_http_conn_manager_prefix="${CHATS}"${more}}[${RATE_WINDOW}]))`;
  const failed = rate(',envoy_response_code_class="5"');
  return { kind: "prometheus", expression: `100 * ${failed} / ${rate("")}` };
}

function proxyFirstByte(): PrometheusRule {
  const buckets = `sum by (le) (rate(${ENVOY_METRICS.firstByte}_bucket[${RATE_WINDOW}]))`;
  return { kind: "prometheus", expression: `histogram_quantile(0.95, ${buckets}) / 1000` };
}

function doorErrors(resourceId: Id, { threshold }: Alarm): MetricRule {
  return {
    kind: "metric",
    resourceId,
    namespace: "Microsoft.Cdn/profiles",
    criteria: [{ metric: "Percentage5XX", aggregation: "Average", threshold }],
  };
}

/** Front Door's metrics of latency end with the last byte; its access log knows the first. */
function doorFirstByte(): LogRule {
  const query = [
    "AzureDiagnostics",
    'where Category == "FrontDoorAccessLog"',
    "summarize value = percentile(todouble(timeToFirstByte_s), 95) by bin(TimeGenerated, 1m)",
  ];
  return { kind: "logs", query: query.join("\n| ") };
}

/** Replicas that are wanted and not there, of the proxy too: without it the gateway serves nobody. */
function unavailablePods(): PrometheusRule {
  const sum = (metric: string): string =>
    `sum(${metric}{namespace=~"${NAMESPACE}|${EDGE_NAMESPACE}"})`;
  return {
    kind: "prometheus",
    expression: `${sum("kube_deployment_spec_replicas")} - ${sum("kube_deployment_status_replicas_available")}`,
  };
}

function replicasAtMax(): PrometheusRule {
  const sum = (what: string): string =>
    `sum(kube_horizontalpodautoscaler_${what}{namespace="${NAMESPACE}",horizontalpodautoscaler="${GATEWAY}"})`;
  const expression = `${sum("status_current_replicas")} >= bool ${sum("spec_max_replicas")}`;
  return { kind: "prometheus", expression };
}

function nodesAtMax({ pool, max }: Watched["nodes"]): PrometheusRule {
  // AKS names machines aks-<pool>-<number>-vmss<number>.
  const expression = pulumi.interpolate`count(kube_node_info{node=~"aks-${pool}-.*"}) >= bool ${max}`;
  return { kind: "prometheus", expression };
}

/** The metric comes once in five minutes. */
function cacheMemory(resourceId: Id, { threshold }: Alarm): MetricRule {
  return {
    kind: "metric",
    resourceId,
    namespace: "Microsoft.Cache/redisEnterprise",
    criteria: [{ metric: "usedmemorypercentage", aggregation: "Maximum", threshold }],
  };
}

/**
 * One rule a side, as the highest of both would hide the one that fails.
 * @throws RangeError for an alarm that bears a side which fails
 */
function unhealthySides(
  { profileId, endpoints }: WatchedSides,
  { metric, threshold }: Alarm,
): MetricRule[] {
  if (threshold !== 0) {
    throw new RangeError(
      `${metric} must have the threshold 0 on Azure, where each side has a rule`,
    );
  }
  return endpoints.map((endpoint) => ({
    kind: "metric",
    resourceId: profileId,
    namespace: "Microsoft.Network/trafficManagerProfiles",
    criteria: [
      {
        metric: "ProbeAgentCurrentEndpointStateByProfileResourceId",
        aggregation: "Maximum",
        operator: "LessThanOrEqual",
        threshold: 0,
        dimension: { name: "EndpointName", value: endpoint },
      },
    ],
  }));
}
