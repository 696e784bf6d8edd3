import type { JsonObject, PlannedResource, Platform } from "./types";

const RUNTIMES: Readonly<Record<string, Platform["runtime"]>> = {
  "aws:eks/cluster:Cluster": "eks",
  "aws:ecs/cluster:Cluster": "ecs",
  "azure-native:containerservice:ManagedCluster": "aks",
};

/** What runs the containers and where, as the cluster in the plan tells; null without a cluster. */
export function platformOf(resources: readonly PlannedResource[]): Platform | null {
  for (const cluster of resources) {
    const runtime = RUNTIMES[cluster.type];
    if (runtime === undefined) continue;
    const provider = resources.find(({ urn }) => urn === cluster.provider);
    return { runtime, region: region(cluster.inputs) ?? region(provider?.inputs ?? {}) ?? null };
  }
  return null;
}

function region({ region, location }: JsonObject): string | undefined {
  const found = region ?? location;
  return typeof found === "string" ? found : undefined;
}
