import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Secret } from "@pulumi/kubernetes/core/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { SecretDelivery } from "../platform";
import { COMMON_LABELS, GATEWAY, NAMESPACE } from "./labels";
import { SECRETS_MOUNT } from "./settings";

const VOLUME = "secrets";

/** The object that the gateway's secrets are mounted from: their values, or where to fetch them. */
export function createSecrets(
  name: string,
  secrets: SecretDelivery,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const metadata = { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS };
  if (secrets.kind === "secret") {
    return new Secret(
      `${name}-gateway-secrets`,
      { metadata, stringData: { ...secrets.values } },
      opts,
    );
  }
  return new CustomResource(
    `${name}-gateway-secrets`,
    {
      apiVersion: "secrets-store.csi.x-k8s.io/v1",
      kind: "SecretProviderClass",
      metadata,
      spec: { provider: secrets.provider, parameters: secrets.parameters },
    },
    opts,
  );
}

/** The volume of a pod that the secrets are mounted from. */
export function secretsVolume({ kind }: SecretDelivery): core.v1.Volume {
  if (kind === "secret") {
    return { name: VOLUME, secret: { secretName: GATEWAY, defaultMode: 0o440 } };
  }
  const volumeAttributes = { secretProviderClass: GATEWAY };
  const csi = { driver: "secrets-store.csi.k8s.io", readOnly: true, volumeAttributes };
  return { name: VOLUME, csi };
}

/** Where that volume is in the container. */
export const SECRETS_VOLUME_MOUNT: core.v1.VolumeMount = {
  name: VOLUME,
  mountPath: SECRETS_MOUNT,
  readOnly: true,
};
