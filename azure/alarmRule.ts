import type * as pulumi from "@pulumi/pulumi";

/** A number that managed Prometheus can compute, to be held against the alarm's threshold. */
export interface PrometheusRule {
  readonly kind: "prometheus";
  readonly expression: pulumi.Input<string>;
}

/** Platform metrics of one resource: the rule holds where all of its criteria do. */
export interface MetricRule {
  readonly kind: "metric";
  readonly resourceId: pulumi.Input<string>;
  /** Metric namespace: the type of the resource. */
  readonly namespace: string;
  readonly criteria: readonly MetricCriterion[];
  /** Time that is looked at, in seconds. Default: that of the alarm. */
  readonly windowSeconds?: number;
}

/** One platform metric, and when it counts. */
export interface MetricCriterion {
  readonly metric: string;
  readonly aggregation: "Average" | "Maximum" | "Minimum" | "Total";
  /** Default: `GreaterThan`. */
  readonly operator?: "GreaterThanOrEqual" | "LessThanOrEqual";
  readonly threshold: number;
  /** A dimension and its one value. */
  readonly dimension?: { readonly name: string; readonly value: pulumi.Input<string> };
}

/** A query of the log workspace that gives one row a minute: `TimeGenerated` and `value`. */
export interface LogRule {
  readonly kind: "logs";
  readonly query: string;
}

export type AlarmRule = PrometheusRule | MetricRule | LogRule;
