import { TargetTracking, type Tracked, type TargetTrackingSettings } from "../ecs/targetTracking";
import type { Replica } from "./replica";
import type { Autoscaler } from "./service";
import { cpuOf, memoryOf, type ReplicaUse } from "./use";

/** Target tracking over the gateway's tasks, by the averages of the service. */
export class EcsAutoscaler implements Autoscaler {
  readonly period: number;
  private readonly tracking: TargetTracking;

  constructor(
    settings: TargetTrackingSettings,
    targets: {
      /** In percent of what the task has. */
      readonly cpuTarget: number;
      readonly memoryTarget: number;
      /** Requests a minute and task. */
      readonly requestsTarget?: number;
    },
    private readonly use: ReplicaUse,
  ) {
    this.period = settings.period;
    const policies: Tracked[] = [
      { target: targets.cpuTarget, onlyOut: false },
      { target: targets.memoryTarget, onlyOut: false },
    ];
    if (targets.requestsTarget !== undefined) {
      policies.push({ target: targets.requestsTarget, onlyOut: true });
    }
    this.tracking = new TargetTracking(settings, policies);
  }

  look(now: number, wanted: number, replicas: readonly Replica[]): number {
    const { use } = this;
    const running = replicas.filter(({ readyAt }) => readyAt <= now);
    const samples = running.map((replica) => replica.sample(now));
    const mean = (value: (sample: { active: number; started: number }) => number): number =>
      samples.reduce((sum, sample) => sum + value(sample), 0) / Math.max(1, samples.length);
    const values = [
      mean(({ active }) => (100 * cpuOf(use, active)) / use.cpuRequest),
      mean(({ active }) => (100 * memoryOf(use, active)) / (use.memoryRequest * 1024)),
      mean(({ started }) => (started * 60) / this.period),
    ];
    return this.tracking.look(now, wanted, values);
  }
}
