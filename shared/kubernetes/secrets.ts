import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { SecretsStore } from "../platform";
import { COMMON_LABELS, GATEWAY, NAMESPACE } from "./labels";
import { SECRETS_MOUNT } from "./settings";

const VOLUME = "secrets";

/** What the Secrets Store CSI driver fetches for the gateway when one of its pods starts. */
export function createSecretProviderClass(
  name: string,
  secrets: SecretsStore,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(
    `${name}-gateway-secrets`,
    {
      apiVersion: "secrets-store.csi.x-k8s.io/v1",
      kind: "SecretProviderClass",
      metadata: { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: { provider: secrets.provider, parameters: secrets.parameters },
    },
    opts,
  );
}

/** The volume of a pod that the secrets are mounted from. */
export const SECRETS_VOLUME: core.v1.Volume = {
  name: VOLUME,
  csi: {
    driver: "secrets-store.csi.k8s.io",
    readOnly: true,
    volumeAttributes: { secretProviderClass: GATEWAY },
  },
};

export const SECRETS_VOLUME_MOUNT: core.v1.VolumeMount = {
  name: VOLUME,
  mountPath: SECRETS_MOUNT,
  readOnly: true,
};
