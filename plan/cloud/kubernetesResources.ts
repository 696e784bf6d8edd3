import type { JsonObject } from "../types";
import type { Creation, FakeResource } from "./resource";

const CLUSTER_SCOPED = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/** What a Kubernetes API server adds to a new object. */
export function createKubernetes(resource: FakeResource): Creation {
  const kind = resource.type.split(":").at(-1) ?? "";
  if (resource.type.startsWith("kubernetes:helm.sh/")) return createRelease(resource);
  const metadata = resource.group("metadata");
  const given = metadata["name"];
  const name = typeof given === "string" ? given : `${resource.name}-${resource.hex(8)}`;
  const namespaced = !CLUSTER_SCOPED.has(kind);
  const namespace = typeof metadata["namespace"] === "string" ? metadata["namespace"] : "default";
  return {
    id: namespaced ? `${namespace}/${name}` : name,
    outputs: {
      metadata: { uid: resource.uuid(), resourceVersion: "1", generation: 1 },
      ...specific(kind, resource),
    },
    defaults: { metadata: { name, ...(namespaced && { namespace }) } },
  };
}

function specific(kind: string, resource: FakeResource): JsonObject {
  const spec = resource.group("spec");
  switch (kind) {
    case "Service":
      return {
        spec: { clusterIP: `10.100.${serviceNumber(resource)}`, type: "ClusterIP" },
        status: { loadBalancer: loadBalancer(resource, spec["type"] === "LoadBalancer") },
      };
    case "Ingress":
      return { status: { loadBalancer: loadBalancer(resource, true) } };
    case "Deployment":
    case "StatefulSet":
      return { spec: { replicas: 1 }, status: { readyReplicas: spec["replicas"] ?? 1 } };
    default:
      return {};
  }
}

function loadBalancer(resource: FakeResource, exposed: boolean): JsonObject {
  if (!exposed) return {};
  const asked = resource.group("spec")["loadBalancerIP"];
  return { ingress: [{ ip: typeof asked === "string" ? asked : resource.address() }] };
}

function serviceNumber(resource: FakeResource): string {
  const hash = Number.parseInt(resource.hex(4, "cluster ip"), 16);
  return `${hash >> 8}.${hash & 255 || 1}`;
}

function createRelease(resource: FakeResource): Creation {
  const name = resource.text("name") ?? `${resource.name}-${resource.hex(8)}`;
  const namespace = resource.text("namespace") ?? "default";
  const status = { name, namespace, revision: 1, status: "deployed" };
  return {
    id: `${namespace}/${name}`,
    outputs: { status, resourceNames: {} },
    defaults: { name, namespace },
  };
}
