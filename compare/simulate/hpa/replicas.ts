import { groupPods, type Pod, type Sample } from "./pods";

/** What an HPA looks at, with the latest samples of the pods, in the pods' order. */
export type Metric =
  | {
      /** A share of what each pod requests. */
      readonly kind: "utilization";
      readonly isCpu: boolean;
      /** In percent. */
      readonly target: number;
      /** What each pod requests, a whole number in the samples' unit. */
      readonly request: number;
      readonly samples: readonly (Sample | undefined)[];
    }
  | {
      /** A value of each pod, by itself. */
      readonly kind: "average";
      /** A whole number in the samples' unit. */
      readonly target: number;
      readonly samples: readonly (Sample | undefined)[];
    };

export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

interface Look {
  readonly pods: readonly Pod[];
  /** Replicas that are asked for. */
  readonly current: number;
  readonly tolerance: Tolerance;
  /** In seconds. */
  readonly now: number;
}

/**
 * How many replicas would bring a metric to its target, as the replica calculator of Kubernetes
 * 1.36.3 has it. Sums of values times 100 must stay below 2⁵³.
 * @returns undefined when no pod that counts has a sample, so that nothing can be said
 */
export function replicasFor(
  metric: Metric,
  { pods, current, tolerance, now }: Look,
): number | undefined {
  const isCpu = metric.kind === "utilization" && metric.isCpu;
  const { ready, unready, missing } = groupPods(pods, metric.samples, isCpu, now);
  if (ready.length === 0) return undefined;
  const total = ready.reduce((sum, index) => sum + (metric.samples[index]?.value ?? 0), 0);
  const ratio = ratioOf(metric, total, ready.length);
  const isIn = (value: number): boolean => 1 - tolerance.down <= value && value <= 1 + tolerance.up;
  const unreadyCount = ratio > 1 ? unready.length : 0;
  if (unreadyCount === 0 && missing.length === 0) {
    return isIn(ratio) ? current : Math.ceil(ratio * ready.length);
  }
  // What is not known speaks against a change: it is taken as full on the way down, as idle up.
  // At a ratio of exactly 1 the missing pods are left out.
  const missingCount = ratio === 1 ? 0 : missing.length;
  const assumed = ratio < 1 ? missingCount * fullValue(metric) : 0;
  const count = ready.length + missingCount + unreadyCount;
  const cautious = ratioOf(metric, total + assumed, count);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (isIn(cautious) || turns) return current;
  const replicas = Math.ceil(cautious * count);
  const against = (cautious < 1 && replicas > current) || (cautious > 1 && replicas < current);
  return against ? current : replicas;
}

/** The controller counts in whole percents and whole values, and so rounds down before it divides. */
function ratioOf(metric: Metric, total: number, count: number): number {
  const use =
    metric.kind === "utilization"
      ? Math.floor((total * 100) / (metric.request * count))
      : Math.floor(total / count);
  return use / metric.target;
}

/** What a pod without a sample is taken to use when replicas would go. */
function fullValue(metric: Metric): number {
  if (metric.kind === "average") return metric.target;
  return Math.floor((metric.request * Math.max(100, metric.target)) / 100);
}
