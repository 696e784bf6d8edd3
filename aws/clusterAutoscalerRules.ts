import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}

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
  const subjects = [{ kind: "ServiceAccount", name: account, namespace }];
  const apiGroup = "rbac.authorization.k8s.io";
  const clusterRole = new rbac.ClusterRole(
    resourceName,
    { metadata: { name: account }, rules: CLUSTER_RULES },
    opts,
  );
  const role = new rbac.Role(
    resourceName,
    { metadata: { name: account, namespace }, rules: namespaceRules(account) },
    opts,
  );
  return [
    new rbac.ClusterRoleBinding(
      resourceName,
      {
        metadata: { name: account },
        roleRef: { apiGroup, kind: "ClusterRole", name: clusterRole.metadata.name },
        subjects,
      },
      opts,
    ),
    new rbac.RoleBinding(
      resourceName,
      {
        metadata: { name: account, namespace },
        roleRef: { apiGroup, kind: "Role", name: role.metadata.name },
        subjects,
      },
      opts,
    ),
  ];
}
