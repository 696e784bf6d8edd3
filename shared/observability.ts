import type { Duration } from "./units";

/** What an alarm watches, in terms that every cloud can measure. */
export type AlarmMetric =
  | "ingress-error-percent"
  | "first-byte-p95-seconds"
  | "unhealthy-replicas"
  | "replicas-at-max"
  | "nodes-at-max";

/** One alarm of the workload; each cloud renders it with its own service. */
export interface Alarm {
  readonly metric: AlarmMetric;
  /** Raised when the metric is above this value in every period of the window. */
  readonly threshold: number;
  readonly period: Duration;
  readonly periods: number;
  readonly summary: string;
}

/**
 * The alarms of a gateway.
 * @param errorPercent share of 5xx replies, in percent
 * @param p95Seconds 95th percentile of the time to the first byte, in seconds
 */
export function gatewayAlarms(errorPercent: number, p95Seconds: number): readonly Alarm[] {
  const alarm = (
    metric: AlarmMetric,
    threshold: number,
    periods: number,
    summary: string,
  ): Alarm => ({
    metric,
    threshold,
    period: "60s",
    periods,
    summary,
  });
  return [
    alarm("ingress-error-percent", errorPercent, 5, "Too many replies fail with 5xx"),
    alarm("first-byte-p95-seconds", p95Seconds, 5, "Chats start too slowly"),
    alarm("unhealthy-replicas", 0, 5, "A replica fails its health check"),
    alarm("replicas-at-max", 0, 15, "The gateway cannot scale further: raise gateway.maxReplicas"),
    alarm("nodes-at-max", 0, 15, "The nodes cannot scale further: raise nodes.max"),
  ];
}
