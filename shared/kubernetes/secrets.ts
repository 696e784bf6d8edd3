import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { core, meta } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { SecretsStore } from "../platform";

/** What the Secrets Store CSI driver fetches when a pod starts that mounts it. */
export function createSecretProviderClass(
  resourceName: string,
  metadata: meta.v1.ObjectMeta,
  { provider, parameters }: Pick<SecretsStore, "provider" | "parameters">,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(
    resourceName,
    {
      apiVersion: "secrets-store.csi.x-k8s.io/v1",
      kind: "SecretProviderClass",
      metadata,
      spec: { provider, parameters },
    },
    opts,
  );
}

/** The volume of a pod that mounts what a SecretProviderClass names. */
export function secretsVolume(name: string, secretProviderClass: string): core.v1.Volume {
  const driver = "secrets-store.csi.k8s.io";
  return { name, csi: { driver, readOnly: true, volumeAttributes: { secretProviderClass } } };
}
