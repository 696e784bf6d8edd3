import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { requestsOf } from "../containers";
import { counted, rangeAt, textAt, type Resources } from "../resources";
import type { PartRules } from "./rule";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

/** The boxes of Kubernetes' objects. */
export const KUBERNETES: PartRules = {
  "kubernetes:apps/v1:Deployment": {
    kind: "compute",
    title: (workload) => textAt(workload, "metadata.name"),
    lines: (workload, resources) => [podsOf(workload, resources), requestsOf(workload)],
    in: clusterOf,
  },
  "kubernetes:apps/v1:StatefulSet": {
    kind: "data",
    title: (workload) => textAt(workload, "metadata.name"),
    lines: (workload, resources) => [
      `${podsOf(workload, resources)} with a volume`,
      requestsOf(workload),
    ],
    in: clusterOf,
  },
  "kubernetes:core/v1:Service": {
    kind: "entry",
    when: (service) => textAt(service, "spec.type") === "LoadBalancer",
    title: (service) => (isInternal(service) ? "Internal load balancer" : "Azure Load Balancer"),
    lines: (service) => [isInternal(service) ? "behind Private Link" : "made by AKS"],
    in: (service, resources) =>
      isInternal(service) ? resources.ofType("azure-native:network:VirtualNetwork") : [],
  },
};

export function isInternal(service: PlannedResource): boolean {
  const annotations = valueAt(service.inputs, "metadata.annotations");
  const named = (annotations ?? {}) as Readonly<Record<string, unknown>>;
  return named["service.beta.kubernetes.io/azure-load-balancer-internal"] === "true";
}

/** `1–6 pods` by its autoscaler, or as many as it asks for. */
function podsOf(workload: PlannedResource, resources: Resources): string {
  const same = (path: string, other: PlannedResource, otherPath: string): boolean =>
    textAt(workload, path) === textAt(other, otherPath);
  const scaler = resources
    .ofType(HPA)
    .find(
      (each) =>
        same("metadata.name", each, "spec.scaleTargetRef.name") &&
        same("metadata.namespace", each, "metadata.namespace"),
    );
  if (scaler) return `${rangeAt(scaler, "spec.minReplicas", "spec.maxReplicas")} pods`;
  return counted(Number(textAt(workload, "spec.replicas") || 1), "pod");
}

function clusterOf(workload: PlannedResource, resources: Resources): PlannedResource[] {
  const clusters = resources.ofType(
    "aws:eks/cluster:Cluster",
    "azure-native:containerservice:ManagedCluster",
  );
  const provider = resources.get(workload.provider ?? null);
  return clusters.length > 0 ? clusters : provider ? [provider] : [];
}
