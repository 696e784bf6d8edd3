import type { JsonObject, PlannedResource } from "../plan/types";
import { valueAt } from "../plan/valueAt";
import { textAt, type Resources } from "./resources";

const WORKLOADS = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

type Labels = Readonly<Record<string, unknown>>;

/** The workloads of a namespace whose pods have these labels. */
function selected(resources: Resources, namespace: string, labels: Labels) {
  return resources.ofType(...WORKLOADS).filter((workload) => {
    const own = labelsAt(workload.inputs, "spec.template.metadata.labels");
    return (
      textAt(workload, "metadata.namespace") === namespace &&
      Object.entries(labels).every(([key, value]) => own[key] === value)
    );
  });
}

/** The workloads that a Service sends to. */
export function behind(service: PlannedResource, resources: Resources): PlannedResource[] {
  const labels = labelsAt(service.inputs, "spec.selector");
  return selected(resources, textAt(service, "metadata.namespace"), labels);
}

/** The workloads that a NetworkPolicy is for. */
export function subjects(policy: PlannedResource, resources: Resources): PlannedResource[] {
  const labels = labelsAt(policy.inputs, "spec.podSelector.matchLabels");
  return selected(resources, textAt(policy, "metadata.namespace"), labels);
}

/** The workloads that a peer of a NetworkPolicy names; none where it names addresses. */
export function peers(
  peer: JsonObject,
  policy: PlannedResource,
  resources: Resources,
): PlannedResource[] {
  if (!peer["podSelector"] && !peer["namespaceSelector"]) return [];
  const named = labelsAt(peer, "namespaceSelector.matchLabels")[NAMESPACE_LABEL];
  const namespace = typeof named === "string" ? named : textAt(policy, "metadata.namespace");
  return selected(resources, namespace, labelsAt(peer, "podSelector.matchLabels"));
}

function labelsAt(inputs: JsonObject, path: string): Labels {
  return (valueAt(inputs, path) ?? {}) as Labels;
}

interface Taint {
  readonly key: string;
  readonly value: string;
}

/** Whether the pods of a workload may be put on nodes with these taints, `key=value:Effect` each. */
export function tolerates(workload: PlannedResource, taints: readonly string[]): boolean {
  const tolerations = (valueAt(workload.inputs, "spec.template.spec.tolerations") ??
    []) as readonly JsonObject[];
  return taints
    .map(parsedTaint)
    .every(({ key, value }) =>
      tolerations.some(
        (toleration) =>
          toleration["key"] === key &&
          (toleration["operator"] === "Exists" || toleration["value"] === value),
      ),
    );
}

function parsedTaint(taint: string): Taint {
  const [key = "", value = ""] = (taint.split(":")[0] ?? "").split("=");
  return { key, value };
}
