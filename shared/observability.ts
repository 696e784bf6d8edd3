import type { Duration } from "./units";

/** What an alarm watches, in terms that every cloud can measure. */
export type AlarmMetric =
  | "ingress-error-percent"
  | "first-byte-p95-seconds"
  | "unhealthy-replicas"
  | "replicas-at-max"
  | "nodes-at-max"
  | "queue-age-seconds"
  | "dead-letters"
  | "function-throttles"
  | "cache-memory-percent"
  | "side-unhealthy";

/** One alarm of the workload; each cloud renders it with its own service. */
export interface Alarm {
  readonly metric: AlarmMetric;
  /** Raised when the metric is above this value in every period of the window. */
  readonly threshold: number;
  readonly period: Duration;
  readonly periods: number;
  readonly summary: string;
}

/** The values above which the alarms are raised, as the config gives them. */
export interface AlarmThresholds {
  /** Share of 5xx replies, in percent. */
  readonly errorPercent: number;
  /** 95th percentile of the time to the first byte, in seconds. */
  readonly p95Seconds: number;
  /** Age of the oldest event in the queue, in seconds. */
  readonly queueAgeSeconds: number;
  /** Use of the session store's memory, in percent. */
  readonly cacheMemoryPercent: number;
}

/**
 * The alarms of a workload: those of the gateway always, the others with what they watch. Fargate
 * has no nodes that could come to an end, and only who keeps the name of two clouds checks both.
 */
export function workloadAlarms(
  thresholds: AlarmThresholds,
  has: {
    readonly nodes: boolean;
    readonly functions: boolean;
    readonly cache: boolean;
    readonly healthChecks: boolean;
  },
): readonly Alarm[] {
  const alarm = (
    metric: AlarmMetric,
    threshold: number,
    periods: number,
    summary: string,
  ): Alarm => ({ metric, threshold, period: "60s", periods, summary });
  const gateway = [
    alarm("ingress-error-percent", thresholds.errorPercent, 5, "Too many replies fail with 5xx"),
    alarm("first-byte-p95-seconds", thresholds.p95Seconds, 5, "Chats start too slowly"),
    alarm("unhealthy-replicas", 0, 5, "A replica fails its health check"),
    alarm("replicas-at-max", 0, 15, "The gateway cannot scale further: raise gateway.maxReplicas"),
  ];
  const nodes = [alarm("nodes-at-max", 0, 15, "The nodes cannot scale further: raise nodes.max")];
  const functions = [
    alarm("queue-age-seconds", thresholds.queueAgeSeconds, 5, "Events wait too long"),
    alarm("dead-letters", 0, 1, "An event failed for good: look at the dead-letter queue"),
    alarm("function-throttles", 0, 5, "Functions are throttled: raise functions.maxConcurrency"),
  ];
  const cache = [
    alarm("cache-memory-percent", thresholds.cacheMemoryPercent, 5, "The session store fills up"),
  ];
  const healthChecks = [
    alarm(
      "side-unhealthy",
      0,
      2,
      "A side of the pair fails its health check: people are led to the other one",
    ),
  ];
  return [
    ...gateway,
    ...(has.nodes ? nodes : []),
    ...(has.functions ? functions : []),
    ...(has.cache ? cache : []),
    ...(has.healthChecks ? healthChecks : []),
  ];
}

/**
 * The value above which an alarm of this metric is raised.
 * @throws RangeError when there is no such alarm
 */
export function thresholdOf(alarms: readonly Alarm[], metric: AlarmMetric): number {
  const alarm = alarms.find((one) => one.metric === metric);
  if (!alarm) throw new RangeError(`there is no alarm of ${metric}`);
  return alarm.threshold;
}
