import { HorizontalPodAutoscaler } from "../../../../compare/simulate/hpa/controller";
import { HPA_FLAGS, type Pod, type Sample } from "../../../../compare/simulate/hpa/pods";
import type { Metric } from "../../../../compare/simulate/hpa/replicas";
import type { Fate, Load, Scenario } from "./scenarios";

/** The second of a change, and the replicas from then on. */
export type Decision = readonly [second: number, replicas: number];

interface ScenarioPod {
  readonly fate: Fate;
  readonly createdAt: number;
  deletedAt?: number;
}

/** The time between two changes of the world, and its first: never at a look of the controller. */
const MOVES = { first: 1, every: 5 };

/** What the autoscaler decides in a scenario; tests/e2e/hpa/world_test.go tells the same world in Go. */
export function decide(scenario: Scenario): Decision[] {
  const world = new World(scenario);
  const hpa = new HorizontalPodAutoscaler({
    min: scenario.min,
    max: scenario.max,
    ...(scenario.behavior !== null && { behavior: scenario.behavior }),
  });
  const decisions: Decision[] = [];
  const end = scenario.step * scenario.loads.length;
  let wanted = scenario.initial;
  world.move(0, wanted);
  for (let now = MOVES.first; now < end; now += MOVES.every) {
    world.move(now, wanted);
    const look = Math.ceil(now / MOVES.every) * MOVES.every;
    if (look % HPA_FLAGS.syncPeriod !== 0) continue;
    const next = hpa.look(look, wanted, world.describe(look), world.metrics(look));
    if (next !== wanted) decisions.push([look, next]);
    wanted = next;
  }
  return decisions;
}

class World {
  private pods: ScenarioPod[] = [];
  private serial = 0;
  /** As the API last told it, which the controller sees until the world moves again. */
  private told: Pod[] = [];

  constructor(private readonly scenario: Scenario) {}

  move(now: number, replicas: number): void {
    const alive = this.pods.filter((pod) => pod.deletedAt === undefined);
    for (let count = alive.length; count < replicas; count += 1) {
      const fate = this.scenario.pods[this.serial++ % this.scenario.pods.length]!;
      this.pods.push({ fate, createdAt: now });
    }
    for (const pod of alive.slice(replicas)) pod.deletedAt = now;
    this.pods = this.pods.filter(
      ({ deletedAt }) => deletedAt === undefined || now < deletedAt + this.scenario.grace,
    );
    this.told = this.pods.map((pod) => describe(pod, now));
  }

  describe(_now: number): readonly Pod[] {
    return this.told;
  }

  metrics(now: number): (Metric | undefined)[] {
    const { scenario } = this;
    const { cpu, chats } = this.load(now);
    return scenario.metrics.map(({ kind, target }): Metric | undefined => {
      if (kind === "cpu") {
        const samples = this.samples(now, cpu, scenario.metricAge, (share) =>
          share === undefined ? scenario.startupCpu : Math.min(share, scenario.cpuLimit),
        );
        return { kind: "utilization", isCpu: true, target, request: scenario.cpuRequest, samples };
      }
      if (kind === "memory") {
        const { memoryRequest, memoryBase, memoryPerChat } = scenario;
        const samples = this.samples(
          now,
          chats,
          scenario.metricAge,
          (share = 0) => Math.min(memoryRequest, memoryBase + share * memoryPerChat) * 1000,
        );
        const request = memoryRequest * 1000;
        return { kind: "utilization", isCpu: false, target, request, samples };
      }
      const { awayAt, awayFor } = scenario;
      if (now >= awayAt && now < awayAt + awayFor) return undefined;
      const samples = this.samples(now, chats * 1000, 0, (share = 0) => share);
      return { kind: "average", target, samples };
    });
  }

  private load(now: number): Load {
    const { loads, step } = this.scenario;
    return loads[Math.min(Math.floor(now / step), loads.length - 1)]!;
  }

  /** @param value of a pod with its share of the demand; undefined for one that does not serve */
  private samples(
    now: number,
    demand: number,
    age: number,
    value: (share: number | undefined) => number,
  ): (Sample | undefined)[] {
    const serving = this.pods.filter((pod) => serves(pod, now)).length;
    const share = Math.floor(demand / Math.max(1, serving));
    return this.pods.map((pod) =>
      isMeasured(pod, now)
        ? {
            value: value(serves(pod, now) ? share : undefined),
            at: now - age,
            window: this.scenario.window,
          }
        : undefined,
    );
  }
}

function describe(pod: ScenarioPod, now: number): Pod {
  const terminating = pod.deletedAt !== undefined;
  if (ageOf(pod, now) < 0) return { phase: "pending", terminating };
  const startedAt = pod.createdAt + pod.fate.pending;
  const { ready, since } = readinessOf(pod, now);
  const phase = hasFailed(pod, now) ? "failed" : "running";
  return { phase, terminating, startedAt, readiness: { ready, since: startedAt + since } };
}

function ageOf({ createdAt, fate }: ScenarioPod, now: number): number {
  return now - createdAt - fate.pending;
}

function hasFailed(pod: ScenarioPod, now: number): boolean {
  return pod.fate.failsAt > 0 && ageOf(pod, now) >= pod.fate.failsAt;
}

function isRunning(pod: ScenarioPod, now: number): boolean {
  return ageOf(pod, now) >= 0 && !hasFailed(pod, now);
}

function readinessOf(pod: ScenarioPod, now: number): { ready: boolean; since: number } {
  const age = ageOf(pod, now);
  const { ready, flapAt, flapFor } = pod.fate;
  if (age < ready) return { ready: false, since: 0 };
  if (flapAt <= ready || age < flapAt) return { ready: true, since: ready };
  if (age < flapAt + flapFor) return { ready: false, since: flapAt };
  return { ready: true, since: flapAt + flapFor };
}

function serves(pod: ScenarioPod, now: number): boolean {
  return isRunning(pod, now) && readinessOf(pod, now).ready && pod.deletedAt === undefined;
}

function isMeasured(pod: ScenarioPod, now: number): boolean {
  const age = ageOf(pod, now);
  const { measured, missAt, missFor } = pod.fate;
  return isRunning(pod, now) && age >= measured && (age < missAt || age >= missAt + missFor);
}
