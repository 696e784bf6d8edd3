/**
 * Target tracking of Application Auto Scaling, with the alarms that it makes: above the target for
 * three periods adds, below nine tenths of it for fifteen minutes takes away. Times in seconds.
 */
export interface TargetTrackingSettings {
  readonly min: number;
  readonly max: number;
  /** Length of a metric's period: 60, or 20 where the service has metrics of high resolution. */
  readonly period: number;
  readonly outCooldown: number;
  readonly inCooldown: number;
}

/** Periods in a row above the target before tasks come. (AWS, Application Auto Scaling, 2026.) */
const ABOVE_PERIODS = 3;
/** Time in a row below before tasks go, in seconds. */
const BELOW_SECONDS = 15 * 60;
/** Share of the target below which tasks go. */
const BELOW = 0.9;
/**
 * Periods until an alarm acts on a value, by the length of a period. No page tells it: it is what
 * remains of the 363 and 86 seconds of AWS's step test after the periods above the target.
 */
function latePeriods(period: number): number {
  return period >= 60 ? 3 : 1;
}

/** A policy: what it measures for each period, and whether it may take tasks away. */
export interface Tracked {
  readonly target: number;
  readonly onlyOut: boolean;
}

interface State {
  /** Values that no alarm has seen yet, with the tasks of their time. */
  readonly late: Seen[];
  above: number;
  below: number;
  latest: Seen;
}

interface Seen {
  readonly value: number;
  readonly tasks: number;
}

export class TargetTracking {
  private readonly states: State[];
  private lastOut = -Infinity;
  private lastIn = -Infinity;

  constructor(
    private readonly settings: TargetTrackingSettings,
    private readonly policies: readonly Tracked[],
  ) {
    this.states = policies.map(() => ({
      late: [],
      above: 0,
      below: 0,
      latest: { value: 0, tasks: 0 },
    }));
  }

  /**
   * One period is over.
   * @param values of the period, in the order of the policies
   * @returns the tasks to have from now on: the most that any policy asks for
   */
  look(now: number, current: number, values: readonly number[]): number {
    const { min, max } = this.settings;
    const asked = this.policies.map((policy, index) => {
      const state = this.states[index]!;
      const isKnown = this.see(state, { value: values[index] ?? 0, tasks: current }, policy.target);
      return isKnown ? this.ask(state, policy, current) : current;
    });
    const most = Math.max(...asked);
    // Each policy that may take tasks away has to agree.
    const wanted = most > current ? most : this.canShrink() ? most : current;
    const bounded = Math.min(max, Math.max(min, wanted));
    if (bounded > current) {
      if (now - this.lastOut < this.settings.outCooldown) return current;
      this.lastOut = now;
    } else if (bounded < current) {
      if (now - Math.max(this.lastIn, this.lastOut) < this.settings.inCooldown) return current;
      this.lastIn = now;
    }
    return bounded;
  }

  /** @returns false while no value has reached the alarm */
  private see(state: State, seen: Seen, target: number): boolean {
    state.late.push(seen);
    if (state.late.length <= latePeriods(this.settings.period)) return false;
    state.latest = state.late.shift() ?? seen;
    state.above = state.latest.value > target ? state.above + 1 : 0;
    state.below = state.latest.value < BELOW * target ? state.below + 1 : 0;
    return true;
  }

  private ask(state: State, { target, onlyOut }: Tracked, current: number): number {
    const proportional = Math.ceil((state.latest.tasks * state.latest.value) / target);
    if (state.above >= ABOVE_PERIODS) return Math.max(current, proportional);
    if (onlyOut) return 0;
    if (this.isLongBelow(state)) return Math.min(current, Math.max(1, proportional));
    return current;
  }

  private canShrink(): boolean {
    return this.policies.every(
      ({ onlyOut }, index) => onlyOut || this.isLongBelow(this.states[index]!),
    );
  }

  private isLongBelow({ below }: State): boolean {
    return below * this.settings.period >= BELOW_SECONDS;
  }
}
