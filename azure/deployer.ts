import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";

/**
 * Object id of the identity that runs `pulumi up`. Where the config does not name it, it is whoever runs the
 * program: then a preview by another identity shows rights that move.
 */
export function deployerId(
  { kubernetesApi }: AksConfig,
  parent: pulumi.Resource,
): pulumi.Input<string> {
  return kubernetesApi.deployerId ?? getClientConfigOutput({ parent }).objectId;
}
