import { HPA_FLAGS } from "./pods";

/** A limit on how many replicas come or go in a time. */
export interface ScalingLimit {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  /** In seconds. */
  readonly periodSeconds: number;
}

/** The rules of one direction, in the words of an HPA's `spec.behavior`; what is left out is default. */
export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  readonly policies?: readonly ScalingLimit[];
  /** Share, in place of the controller's flag. */
  readonly tolerance?: number;
}

export interface Behavior {
  readonly scaleUp?: ScalingRules;
  readonly scaleDown?: ScalingRules;
}

/** Rules in which only the tolerance may be left to the controller's flag. */
export interface Rules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly ScalingLimit[];
  readonly tolerance?: number;
}

/** What the API server fills in: Kubernetes 1.36, pkg/apis/autoscaling/v2/defaults.go. */
const DEFAULT_UP: Rules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};

const DEFAULT_DOWN: Rules = {
  stabilizationWindowSeconds: HPA_FLAGS.downscaleStabilization,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

export function withDefaults({ scaleUp, scaleDown }: Behavior): { up: Rules; down: Rules } {
  return { up: { ...DEFAULT_UP, ...scaleUp }, down: { ...DEFAULT_DOWN, ...scaleDown } };
}

/** A change of the number of replicas. */
export interface ScaleEvent {
  /** In seconds. */
  readonly at: number;
  /** How many came or went; never negative. */
  readonly change: number;
}

/** Changes of both directions, of which a limit counts those in its own period. */
export interface ScaleEvents {
  readonly up: readonly ScaleEvent[];
  readonly down: readonly ScaleEvent[];
}

/** The most replicas that the rules allow now. */
export function mostReplicas(
  rules: Rules,
  current: number,
  events: ScaleEvents,
  now: number,
): number {
  if (rules.selectPolicy === "Disabled") return current;
  const proposed = rules.policies.map((limit) => {
    const before = replicasBefore(limit, current, events, now);
    // Rounded up, or a share of few replicas would never let one more come.
    return limit.type === "Pods"
      ? before + limit.value
      : Math.ceil(before * (1 + limit.value / 100));
  });
  const chosen = rules.selectPolicy === "Min" ? Math.min(...proposed) : Math.max(...proposed);
  return Math.max(chosen, current);
}

/** The fewest replicas that the rules allow now. */
export function fewestReplicas(
  rules: Rules,
  current: number,
  events: ScaleEvents,
  now: number,
): number {
  if (rules.selectPolicy === "Disabled") return current;
  const proposed = rules.policies.map((limit) => {
    const before = replicasBefore(limit, current, events, now);
    return limit.type === "Pods"
      ? before - limit.value
      : Math.trunc(before * (1 - limit.value / 100));
  });
  const chosen = rules.selectPolicy === "Min" ? Math.max(...proposed) : Math.min(...proposed);
  return Math.min(chosen, current);
}

/** How many replicas there were when the limit's period began. */
function replicasBefore(
  { periodSeconds }: ScalingLimit,
  current: number,
  events: ScaleEvents,
  now: number,
): number {
  const changed = (list: readonly ScaleEvent[]): number =>
    list.reduce((sum, { at, change }) => (at > now - periodSeconds ? sum + change : sum), 0);
  return current - changed(events.up) + changed(events.down);
}
