import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";

/** One rule of a Kubernetes role. */
export interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}

export const RBAC_GROUP = "rbac.authorization.k8s.io";

/** A role all over the cluster, of the same name as the service account that has it. */
export function createClusterRole(
  resourceName: string,
  account: { readonly name: string; readonly namespace: string },
  rules: Rule[],
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const role = new rbac.ClusterRole(
    resourceName,
    { metadata: { name: account.name }, rules },
    opts,
  );
  return new rbac.ClusterRoleBinding(
    resourceName,
    {
      metadata: { name: account.name },
      roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", ...account }],
    },
    opts,
  );
}
