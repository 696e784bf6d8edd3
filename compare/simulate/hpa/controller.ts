import {
  fewestReplicas,
  mostReplicas,
  withDefaults,
  type Behavior,
  type Rules,
  type ScaleEvent,
} from "./behavior";
import { HPA_FLAGS, type Pod } from "./pods";
import { replicasFor, type Metric, type Tolerance } from "./replicas";

export interface HpaSpec {
  readonly min: number;
  readonly max: number;
  /** Absent: the rules from before there was a `behavior`, which are not its defaults. */
  readonly behavior?: Behavior;
}

/** Without `behavior`, replicas at most double in one look, and four may always come. */
const UP_WITHOUT_BEHAVIOR = { factor: 2, atLeast: 4 };

interface Recommendation {
  readonly at: number;
  readonly replicas: number;
}

/**
 * The horizontal pod autoscaler of Kubernetes 1.36.3, look by look: the same numbers as the real
 * controller's, which `tests/e2e/hpa` runs beside it.
 */
export class HorizontalPodAutoscaler {
  private readonly rules: { up: Rules; down: Rules } | undefined;
  private readonly tolerance: Tolerance;
  private readonly recommendations: Recommendation[] = [];
  private readonly events: { up: ScaleEvent[]; down: ScaleEvent[] } = { up: [], down: [] };

  constructor(private readonly spec: HpaSpec) {
    this.rules = spec.behavior && withDefaults(spec.behavior);
    this.tolerance = {
      up: this.rules?.up.tolerance ?? HPA_FLAGS.tolerance,
      down: this.rules?.down.tolerance ?? HPA_FLAGS.tolerance,
    };
  }

  /**
   * One look; to be called every `HPA_FLAGS.syncPeriod` seconds.
   * @param current the replicas that are asked for at this time
   * @param metrics each with its latest samples; undefined where its API does not answer
   * @returns the replicas to ask for from now on
   */
  look(
    now: number,
    current: number,
    pods: readonly Pod[],
    metrics: readonly (Metric | undefined)[],
  ): number {
    if (this.recommendations.length === 0)
      this.recommendations.push({ at: now, replicas: current });
    const { min, max } = this.spec;
    if (current > max || current < min) {
      return this.resize(now, current, current > max ? max : min);
    }
    const proposed = metrics.map(
      (metric) => metric && replicasFor(metric, { pods, current, tolerance: this.tolerance, now }),
    );
    const known = proposed.filter((replicas) => replicas !== undefined);
    const desired = Math.max(0, ...known);
    // A metric that says nothing may have asked for more: then no replica goes.
    const isPartial = known.length < proposed.length;
    if (known.length === 0 || (isPartial && desired < current)) return current;
    return this.resize(now, current, this.normalize(now, current, desired));
  }

  private normalize(now: number, current: number, desired: number): number {
    const { min, max } = this.spec;
    const { rules } = this;
    if (rules === undefined) {
      const { factor, atLeast } = UP_WITHOUT_BEHAVIOR;
      const limit = Math.min(max, Math.max(factor * current, atLeast));
      return Math.max(min, Math.min(limit, this.highestRecent(now, desired)));
    }
    const stable = this.stabilize(now, current, desired, rules);
    if (stable > current) {
      return Math.min(stable, max, mostReplicas(rules.up, current, this.events, now));
    }
    if (stable < current) {
      return Math.max(stable, min, fewestReplicas(rules.down, current, this.events, now));
    }
    return stable;
  }

  private highestRecent(now: number, desired: number): number {
    const cutoff = now - HPA_FLAGS.downscaleStabilization;
    const isOld = ({ at }: Recommendation): boolean => at < cutoff;
    const recent = this.recommendations.filter((one) => !isOld(one));
    replaceLast(this.recommendations, isOld, { at: now, replicas: desired });
    return Math.max(desired, ...recent.map(({ replicas }) => replicas));
  }

  /** Between the lowest of what was wanted in the window up, and the highest in the window down. */
  private stabilize(
    now: number,
    current: number,
    desired: number,
    { up, down }: { up: Rules; down: Rules },
  ): number {
    const upCutoff = now - up.stabilizationWindowSeconds;
    const downCutoff = now - down.stabilizationWindowSeconds;
    let lowest = desired;
    let highest = desired;
    for (const { at, replicas } of this.recommendations) {
      if (at > upCutoff) lowest = Math.min(lowest, replicas);
      if (at > downCutoff) highest = Math.max(highest, replicas);
    }
    const cutoff = Math.min(upCutoff, downCutoff);
    replaceLast(this.recommendations, ({ at }) => at < cutoff, { at: now, replicas: desired });
    return Math.min(Math.max(current, lowest), highest);
  }

  private resize(now: number, current: number, replicas: number): number {
    if (replicas === current || this.rules === undefined) return replicas;
    const direction = replicas > current ? "up" : "down";
    const longest = Math.max(...this.rules[direction].policies.map((limit) => limit.periodSeconds));
    const event = { at: now, change: Math.abs(replicas - current) };
    replaceLast(this.events[direction], ({ at }) => at < now - longest, event);
    return replicas;
  }
}

/**
 * Puts an entry in the place of the last old one, or at the end. Other old ones stay, as in the
 * controller: the limits of the other direction may look further back, and still count them.
 */
function replaceLast<T>(list: T[], isOld: (entry: T) => boolean, entry: T): void {
  const old = list.findLastIndex(isOld);
  list.splice(old < 0 ? list.length : old, 1, entry);
}
