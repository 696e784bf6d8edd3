import type { JsonObject } from "../../../plan/types";
import type { KubernetesApi, KubernetesObject } from "./api";
import { isReady } from "./nodes";
import { until } from "./until";

/** Where a Deployment is. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
}

/** Waits until a Deployment runs nothing but its newest pods, all of them ready, and how many. */
export async function rolledOut(api: KubernetesApi, place: Place, replicas?: number) {
  return until(`a complete rollout of ${place.name}`, async () => {
    const deployment = await deploymentAt(api, place);
    const wanted = Number(deployment.spec?.["replicas"]);
    const status = (deployment.status ?? {}) as DeploymentStatus;
    const { generation } = deployment.metadata as { generation?: number };
    const done =
      status.observedGeneration === generation &&
      [status.replicas, status.updatedReplicas, status.availableReplicas].every(
        (count) => count === wanted,
      );
    return done && (replicas === undefined || replicas === wanted) ? wanted : undefined;
  });
}

export function deploymentAt(api: KubernetesApi, { name, namespace }: Place) {
  return api.get("apps/v1", "Deployment", name, namespace);
}

/** The pods of a namespace that are not about to end. */
export async function livingPods(api: KubernetesApi, namespace: string, labels = "") {
  const pods = await api.list("v1", "Pod", namespace, labels);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Name of the node that a pod is on; empty while it is on none. */
export function nodeOf({ spec }: KubernetesObject): string {
  const name = spec?.["nodeName"];
  return typeof name === "string" ? name : "";
}

/** Follows how many pods of a namespace are ready, and how many live, through each change. */
export class PodHistory {
  private readonly pods = new Map<string, KubernetesObject>();
  private readonly counts: { readonly ready: number; readonly living: number }[] = [];
  private close: () => void = () => undefined;

  /** Follows for the time of `act`. */
  static async during(
    api: KubernetesApi,
    namespace: string,
    act: () => Promise<unknown>,
  ): Promise<PodHistory> {
    const history = new PodHistory();
    for (const pod of await api.list("v1", "Pod", namespace)) history.note("ADDED", pod);
    history.counts.length = 0;
    history.close = await api.watch("v1", "Pod", namespace, (type, pod) => history.note(type, pod));
    try {
      await act();
    } finally {
      history.close();
    }
    return history;
  }

  /** Fewest pods that were ready at once, of those that were not about to end. */
  get fewestReady(): number {
    return Math.min(...this.counts.map(({ ready }) => ready));
  }

  /** Most pods that lived at once, those about to end apart. */
  get mostLiving(): number {
    return Math.max(...this.counts.map(({ living }) => living));
  }

  private note(type: string, pod: KubernetesObject): void {
    if (type === "DELETED") this.pods.delete(pod.metadata.name);
    else this.pods.set(pod.metadata.name, pod);
    const living = [...this.pods.values()].filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    );
    const ready = living.filter(({ status }) => isReady(status));
    this.counts.push({ ready: ready.length, living: living.length });
  }
}

/** A Deployment with another image in its one container. */
export function withImage(deployment: JsonObject, image: string): JsonObject {
  const text = JSON.stringify(deployment);
  return JSON.parse(text, (key, value: unknown) => (key === "image" ? image : value)) as JsonObject;
}
