/** A pod as the HPA's controller sees it. Times in seconds. */
export interface Pod {
  readonly phase: "pending" | "running" | "failed";
  /** It was told to end, and may still end its streams. */
  readonly terminating: boolean;
  /** When the kubelet took it; undefined before. */
  readonly startedAt?: number;
  /** Its Ready condition; undefined before the kubelet has set one. */
  readonly readiness?: Readiness;
}

export interface Readiness {
  readonly ready: boolean;
  /** When it last changed. */
  readonly since: number;
}

/** What a metrics API has of a pod. */
export interface Sample {
  /** A whole number of the metric's smallest unit, such as thousandths of a CPU. */
  readonly value: number;
  /** When it was taken, in seconds. */
  readonly at: number;
  /** The time that it is an average of, in seconds. */
  readonly window: number;
}

/** Flags of kube-controller-manager, in seconds; Kubernetes 1.36, pkg/controller/podautoscaler/config. */
export const HPA_FLAGS = {
  /** Time between two looks. */
  syncPeriod: 15,
  /** `--horizontal-pod-autoscaler-downscale-stabilization` */
  downscaleStabilization: 300,
  /** Share by which use may miss its target without a change. */
  tolerance: 0.1,
  /** Time after a pod's start in which its CPU use may be that of its start. */
  cpuInitializationPeriod: 300,
  /** Time after a pod's start in which not being ready means that it never was. */
  initialReadinessDelay: 30,
} as const;

/** The pods of a metric, each in one group. */
export interface Groups {
  readonly ready: readonly number[];
  /** Not ready, or with no sample of a time in which they were. */
  readonly unready: readonly number[];
  /** Running without a sample. */
  readonly missing: readonly number[];
}

/**
 * Sorts pods, by their place in the list, as `groupPods` of the controller does. Pods that end or
 * failed are in no group.
 * @param isCpu the others' samples are taken as they are, whether or not the pod is ready
 */
export function groupPods(
  pods: readonly Pod[],
  samples: readonly (Sample | undefined)[],
  isCpu: boolean,
  now: number,
): Groups {
  const ready: number[] = [];
  const unready: number[] = [];
  const missing: number[] = [];
  for (const [index, pod] of pods.entries()) {
    if (pod.terminating || pod.phase === "failed") continue;
    const sample = samples[index];
    if (pod.phase === "pending") unready.push(index);
    else if (sample === undefined) missing.push(index);
    else if (isCpu && isUnready(pod, sample, now)) unready.push(index);
    else ready.push(index);
  }
  return { ready, unready, missing };
}

function isUnready({ startedAt, readiness }: Pod, sample: Sample, now: number): boolean {
  if (startedAt === undefined || readiness === undefined) return true;
  const { ready, since } = readiness;
  if (startedAt + HPA_FLAGS.cpuInitializationPeriod > now) {
    return !ready || sample.at < since + sample.window;
  }
  return !ready && startedAt + HPA_FLAGS.initialReadinessDelay > since;
}
