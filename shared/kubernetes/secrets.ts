import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Secret } from "@pulumi/kubernetes/core/v1";
import type { core, meta } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterSecrets, SecretsStore } from "../platform";
import { COMMON_LABELS, GATEWAY, NAMESPACE } from "./labels";

/** A volume without its name. */
export type VolumeSource = Omit<core.v1.Volume, "name">;

/** The gateway's secrets in its namespace, and the source of the volume that mounts them. */
export function createSecrets(
  resourceName: string,
  secrets: SecretsStore | ClusterSecrets,
  opts: pulumi.CustomResourceOptions,
): { readonly resource: pulumi.Resource; readonly volume: VolumeSource } {
  if ("files" in secrets) {
    const metadata = { namespace: NAMESPACE, labels: COMMON_LABELS };
    return createSecret(resourceName, metadata, secrets.files, opts);
  }
  const metadata = { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS };
  const resource = createSecretProviderClass(resourceName, metadata, secrets, opts);
  return { resource, volume: secretsVolume(GATEWAY) };
}

/**
 * A Secret with a name of its own for every set of values, so that a new value makes new pods, and
 * the old ones keep what they have mounted until they end.
 */
export function createSecret(
  resourceName: string,
  metadata: meta.v1.ObjectMeta,
  files: Readonly<Record<string, pulumi.Input<string>>>,
  opts: pulumi.CustomResourceOptions,
): { readonly resource: Secret; readonly volume: VolumeSource } {
  const data = Object.entries(files).map(
    ([name, value]) => [name, pulumi.output(value).apply(base64)] as const,
  );
  const resource = new Secret(
    resourceName,
    { metadata, immutable: true, data: Object.fromEntries(data) },
    opts,
  );
  const secretName = resource.metadata.name;
  // Readable for the pod's own group, which is all that it runs as.
  return { resource, volume: { secret: { secretName, defaultMode: 0o440 } } };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

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

/** Source of the volume that mounts what a SecretProviderClass names. */
export function secretsVolume(secretProviderClass: string): VolumeSource {
  const driver = "secrets-store.csi.k8s.io";
  return { csi: { driver, readOnly: true, volumeAttributes: { secretProviderClass } } };
}
