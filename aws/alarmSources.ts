import type * as pulumi from "@pulumi/pulumi";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { AlarmMetric } from "../shared/observability";

/** One CloudWatch metric. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Statistic over one period, such as `Sum` or `p95`. */
  readonly stat: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What an alarm watches: metrics m1, m2 and so on, and how they become one number. */
export interface AlarmSource {
  readonly metrics: readonly Metric[];
  /** CloudWatch metric math; the first metric itself by default. */
  readonly expression?: string;
  /** The region that has the metrics. Default: that of the stack. */
  readonly region?: string;
  /** How an alarm takes a time without data. Default: `notBreaching`. */
  readonly missingData?: "breaching";
}

/** What an expression calls the metric of an index. */
export function metricId(index: number): string {
  return `m${index + 1}`;
}

/** What there is to watch in a stack. */
export interface Watched {
  /** As CloudWatch names them: the last part of each ARN. */
  readonly loadBalancer: pulumi.Input<string>;
  readonly targetGroup: pulumi.Input<string>;
  /** Counts the gateway's replicas. */
  readonly replicas: Metric;
  readonly maxReplicas: number;
  /** Counts replicas that are not fit to serve; the load balancer's unhealthy targets by default. */
  readonly unhealthyReplicas?: Metric;
  readonly nodes?: { readonly group: pulumi.Input<string>; readonly max: number };
  /** Ids of the session store's nodes. */
  readonly cacheNodes: readonly pulumi.Input<string>[];
  readonly functions?: WatchedFunctions;
  /** Ids of the health checks of both clouds' sides, where the stack keeps their name. */
  readonly healthChecks: readonly pulumi.Input<string>[];
}

/** What there is to watch of the webhook and the worker, each by its name. */
export interface WatchedFunctions {
  readonly queue: pulumi.Input<string>;
  readonly deadLetters: pulumi.Input<string>;
  readonly names: readonly pulumi.Input<string>[];
}

/**
 * The share of failures in m1 requests that found a target, m2 failures of targets, and m3 of the
 * balancer's own. The last count as requests too: m1 leaves out those without a target to go to, so
 * that an outage of all targets would be no request at all. CloudWatch has no value for what did
 * not happen.
 */
const ERROR_PERCENT =
  "IF(FILL(m1, 0) + FILL(m3, 0) > 0, 100 * (FILL(m2, 0) + FILL(m3, 0)) / (FILL(m1, 0) + FILL(m3, 0)), 0)";

/** Where CloudWatch has each metric of an alarm; what a stack does not have is left out. */
export function alarmSources(watched: Watched): Partial<Record<AlarmMetric, AlarmSource>> {
  const { loadBalancer, targetGroup, nodes, cacheNodes, healthChecks } = watched;
  const alb = (name: string, stat: string, dimensions = {}): Metric => ({
    namespace: "AWS/ApplicationELB",
    name,
    stat,
    dimensions: { LoadBalancer: loadBalancer, ...dimensions },
  });
  return {
    "ingress-error-percent": {
      metrics: [
        alb("RequestCount", "Sum"),
        alb("HTTPCode_Target_5XX_Count", "Sum"),
        alb("HTTPCode_ELB_5XX_Count", "Sum"),
      ],
      expression: ERROR_PERCENT,
    },
    "first-byte-p95-seconds": { metrics: [alb("TargetResponseTime", "p95")] },
    "unhealthy-replicas": {
      metrics: [
        watched.unhealthyReplicas ??
          alb("UnHealthyHostCount", "Maximum", { TargetGroup: targetGroup }),
      ],
    },
    "replicas-at-max": atMax(watched.replicas, watched.maxReplicas),
    ...(nodes && { "nodes-at-max": atMax(inService(nodes.group), nodes.max) }),
    ...(cacheNodes.length > 0 && {
      "cache-memory-percent": {
        metrics: cacheNodes.map(memoryUse),
        expression: `MAX([${cacheNodes.map((_, index) => metricId(index)).join(", ")}])`,
      },
    }),
    ...(watched.functions && functionSources(watched.functions)),
    ...(healthChecks.length > 0 && { "side-unhealthy": unhealthySides(healthChecks) }),
  };
}

function functionSources({ queue, deadLetters, names }: WatchedFunctions) {
  const sqs = (name: string, queueName: pulumi.Input<string>): AlarmSource => ({
    metrics: [
      { namespace: "AWS/SQS", name, stat: "Maximum", dimensions: { QueueName: queueName } },
    ],
  });
  const throttles = names.map((name) => ({
    namespace: "AWS/Lambda",
    name: "Throttles",
    stat: "Sum",
    dimensions: { FunctionName: name },
  }));
  return {
    "queue-age-seconds": sqs("ApproximateAgeOfOldestMessage", queue),
    "dead-letters": sqs("ApproximateNumberOfMessagesVisible", deadLetters),
    "function-throttles": {
      metrics: throttles,
      expression: names.map((_, index) => `FILL(${metricId(index)}, 0)`).join(" + "),
    },
  } satisfies Partial<Record<AlarmMetric, AlarmSource>>;
}

/** Running pods of the chatbot's namespace, where the gateway runs alone. */
export function runningPods(clusterName: pulumi.Input<string>): Metric {
  return {
    namespace: "ContainerInsights",
    name: "namespace_number_of_running_pods",
    stat: "Minimum",
    dimensions: { ClusterName: clusterName, Namespace: NAMESPACE },
  };
}

/**
 * The gateway's pods that are not ready. The balancer cannot tell: with a node for a target, and a
 * Service that keeps to its node, every node without a pod of the gateway is an unhealthy target.
 */
export function unavailablePods(clusterName: pulumi.Input<string>): Metric {
  return {
    namespace: "ContainerInsights",
    name: "status_replicas_unavailable",
    stat: "Maximum",
    // Metrics of a Deployment have its name as that of the pod (CloudWatch agent).
    dimensions: { ClusterName: clusterName, Namespace: NAMESPACE, PodName: GATEWAY },
  };
}

/** Running tasks of an ECS service. */
export function runningTasks(
  clusterName: pulumi.Input<string>,
  serviceName: pulumi.Input<string>,
): Metric {
  return {
    namespace: "ECS/ContainerInsights",
    name: "RunningTaskCount",
    stat: "Minimum",
    dimensions: { ClusterName: clusterName, ServiceName: serviceName },
  };
}

function inService(group: pulumi.Input<string>): Metric {
  return {
    namespace: "AWS/AutoScaling",
    name: "GroupInServiceInstances",
    stat: "Minimum",
    dimensions: { AutoScalingGroupName: group },
  };
}

function memoryUse(node: pulumi.Input<string>): Metric {
  return {
    namespace: "AWS/ElastiCache",
    name: "DatabaseMemoryUsagePercentage",
    stat: "Maximum",
    dimensions: { CacheClusterId: node },
  };
}

/** Route 53 has its metrics here and nowhere else (AWS docs, "Monitoring health checks"). */
const ROUTE_53_REGION = "us-east-1";

/**
 * How many sides are not healthy. Arithmetic takes a value that is missing for 0, so that a check
 * which tells nothing counts as one that fails. A check tells something every minute: where none
 * does, nobody knows of either side, and that is an alarm as well.
 */
function unhealthySides(ids: readonly pulumi.Input<string>[]): AlarmSource {
  return {
    metrics: ids.map((id) => ({
      namespace: "AWS/Route53",
      name: "HealthCheckStatus",
      stat: "Minimum",
      dimensions: { HealthCheckId: id },
    })),
    expression: [ids.length, ...ids.map((_, index) => metricId(index))].join(" - "),
    region: ROUTE_53_REGION,
    missingData: "breaching",
  };
}

function atMax(count: Metric, max: number): AlarmSource {
  return { metrics: [count], expression: `IF(m1 >= ${max}, 1, 0)` };
}
