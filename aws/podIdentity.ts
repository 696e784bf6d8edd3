import { PodIdentityAssociation, type Cluster } from "@pulumi/aws/eks";
import { RolePolicy } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { createPodRole } from "./iam";

export interface PodIdentityArgs {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What its pods may do: a policy document. */
  readonly policy: pulumi.Input<string>;
}

/**
 * Lets the pods of a service account do what a policy allows.
 * @returns what such a pod waits for
 */
export function createPodIdentity(
  name: string,
  { cluster, namespace, serviceAccount, policy }: PodIdentityArgs,
  parent: pulumi.Resource,
): pulumi.Resource {
  const { role } = createPodRole(name, [], { parent });
  const rights = new RolePolicy(name, { role: role.name, policy }, { parent });
  return new PodIdentityAssociation(
    name,
    { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn },
    { parent, dependsOn: [rights] },
  );
}
