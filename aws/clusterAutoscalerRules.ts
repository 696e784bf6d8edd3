import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import { createClusterRole, RBAC_GROUP, type Rule } from "./clusterRole";

const READ = ["get", "list", "watch"];

/** What Cluster Autoscaler needs all over the cluster, as its own project documents it. */
const CLUSTER_RULES: Rule[] = [
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: [""], resources: ["pods/status"], verbs: ["update"] },
  { apiGroups: [""], resources: ["nodes"], verbs: [...READ, "update"] },
  {
    apiGroups: [""],
    resources: [
      "namespaces",
      "persistentvolumeclaims",
      "persistentvolumes",
      "pods",
      "replicationcontrollers",
      "services",
    ],
    verbs: READ,
  },
  {
    apiGroups: ["apps"],
    resources: ["daemonsets", "replicasets", "statefulsets"],
    verbs: READ,
  },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: READ },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: READ },
  {
    apiGroups: ["storage.k8s.io"],
    resources: [
      "csidrivers",
      "csinodes",
      "csistoragecapacities",
      "storageclasses",
      "volumeattachments",
    ],
    verbs: READ,
  },
  {
    apiGroups: ["resource.k8s.io"],
    resources: ["deviceclasses", "resourceclaims", "resourceslices"],
    verbs: READ,
  },
];

/** What it keeps in its own namespace: its lock and its status. */
function namespaceRules(name: string): Rule[] {
  const own = { resourceNames: [name], verbs: ["get", "update", "patch"] };
  return [
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], ...own },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["create", "list", "watch"] },
    {
      apiGroups: [""],
      resources: ["configmaps"],
      resourceNames: [`${name}-status`],
      verbs: ["get", "update", "delete"],
    },
  ];
}

/** The roles of Cluster Autoscaler and their bindings to its service account. */
export function createAutoscalerRules(
  resourceName: string,
  account: string,
  namespace: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const role = new rbac.Role(
    resourceName,
    { metadata: { name: account, namespace }, rules: namespaceRules(account) },
    opts,
  );
  return [
    createClusterRole(resourceName, { name: account, namespace }, CLUSTER_RULES, opts),
    new rbac.RoleBinding(
      resourceName,
      {
        metadata: { name: account, namespace },
        roleRef: { apiGroup: RBAC_GROUP, kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account, namespace }],
      },
      opts,
    ),
  ];
}
