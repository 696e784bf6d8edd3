import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/kubernetes/provider";

/** A cluster, and who speaks to it. */
export interface Cluster {
  /** Absent for a cluster that is not ours, and that objects are taken out of one by one. */
  readonly cluster?: pulumi.Resource;
  readonly provider: Provider;
}

/**
 * Options of an object in a cluster: it goes with its cluster without a call to it, and comes again
 * with a new one, which would else be empty while the state says that all is there.
 */
export function inCluster(
  parent: pulumi.Resource,
  { cluster, provider }: Cluster,
): pulumi.CustomResourceOptions {
  return {
    parent,
    provider,
    ...(cluster && { deletedWith: cluster, replaceWith: [cluster] }),
  };
}
