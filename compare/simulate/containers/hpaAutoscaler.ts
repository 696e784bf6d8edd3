import { HorizontalPodAutoscaler, type HpaSpec } from "../hpa/controller";
import { HPA_FLAGS, type Pod, type Sample } from "../hpa/pods";
import type { Metric } from "../hpa/replicas";
import type { Replica } from "./replica";
import type { Autoscaler } from "./service";
import { cpuOf, memoryOf, type ReplicaUse } from "./use";

/** What metrics-server has: an average of its last period, in seconds. */
const WINDOW = 15;

/** An HPA over the gateway's replicas. */
export class HpaAutoscaler implements Autoscaler {
  readonly period = HPA_FLAGS.syncPeriod;
  private readonly hpa: HorizontalPodAutoscaler;

  constructor(
    spec: HpaSpec,
    private readonly targets: {
      /** In percent of the request. */
      readonly cpuTarget: number;
      readonly memoryTarget: number;
      readonly chatsTarget?: number;
    },
    private readonly use: ReplicaUse,
  ) {
    this.hpa = new HorizontalPodAutoscaler(spec);
  }

  look(now: number, wanted: number, replicas: readonly Replica[]): number {
    const { targets, use } = this;
    const pods = replicas.map((replica) => podOf(replica, now));
    const active = replicas.map((replica) =>
      // What did not run for a whole window has no sample yet.
      replica.readyAt + WINDOW <= now ? replica.sample(now).active : undefined,
    );
    const samples = (value: (chats: number) => number): (Sample | undefined)[] =>
      active.map((chats) =>
        chats === undefined ? undefined : { value: value(chats), at: now, window: WINDOW },
      );
    const metrics: Metric[] = [
      {
        kind: "utilization",
        isCpu: true,
        target: targets.cpuTarget,
        request: use.cpuRequest,
        samples: samples((chats) => cpuOf(use, chats)),
      },
      {
        kind: "utilization",
        isCpu: false,
        target: targets.memoryTarget,
        request: use.memoryRequest * 1024,
        samples: samples((chats) => memoryOf(use, chats)),
      },
    ];
    if (targets.chatsTarget !== undefined) {
      const target = targets.chatsTarget * 1000;
      metrics.push({
        kind: "average",
        target,
        samples: samples((chats) => Math.round(chats * 1000)),
      });
    }
    return this.hpa.look(now, wanted, pods, metrics);
  }
}

function podOf({ startedAt, readyAt, draining }: Replica, now: number): Pod {
  if (startedAt > now) return { phase: "pending", terminating: draining };
  const ready = readyAt <= now;
  const readiness = { ready, since: ready ? readyAt : startedAt };
  return { phase: "running", terminating: draining, startedAt, readiness };
}
