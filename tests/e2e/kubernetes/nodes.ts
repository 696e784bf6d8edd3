import type { JsonObject } from "../../../plan/types";
import type { KubernetesApi } from "./api";
import { until } from "./until";

export interface NodeOptions {
  readonly count: number;
  /** Default: 16. */
  readonly cpu?: number;
  /** The nodes are dealt out over zones in turn. Default: 3. */
  readonly zones?: number;
}

/** Made-up nodes, named `node-1` and on. They are ready when this returns. */
export async function addNodes(api: KubernetesApi, options: NodeOptions): Promise<void> {
  const { count, cpu = 16, zones = 3 } = options;
  for (let number = 1; number <= count; number++) {
    await api.create(node(`node-${number}`, `zone-${((number - 1) % zones) + 1}`, String(cpu)));
  }
  await until("nodes that are ready", async () => {
    const nodes = await api.list("v1", "Node");
    return nodes.every(({ spec, status }) => spec?.["taints"] === undefined && isReady(status))
      ? nodes
      : undefined;
  });
}

/** Holds off new pods from every node for the time of `act`: what waits for a node is never ready. */
export async function whileCordoned(
  api: KubernetesApi,
  act: () => Promise<unknown>,
): Promise<void> {
  const setAll = async (unschedulable: boolean): Promise<void> => {
    for (const { metadata } of await api.list("v1", "Node")) {
      await api.patch({ apiVersion: "v1", kind: "Node", metadata }, { spec: { unschedulable } });
    }
  };
  await setAll(true);
  try {
    await act();
  } finally {
    await setAll(false);
  }
}

function node(name: string, zone: string, cpu: string): JsonObject {
  const room = { cpu, memory: "64Gi", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone },
    },
    status: { allocatable: room, capacity: room },
  };
}

/** Whether a node or a pod is ready. */
export function isReady(status: JsonObject | undefined): boolean {
  const conditions = (status?.["conditions"] ?? []) as readonly { type: string; status: string }[];
  return conditions.some(({ type, status: met }) => type === "Ready" && met === "True");
}
