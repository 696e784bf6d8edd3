import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import { createSecretProviderClass } from "../shared/kubernetes/secrets";
import { EDGE_NAME, EDGE_NAMESPACE } from "./edgeLabels";
import { createPodIdentity } from "./identity";
import { keyVaultMount } from "./keyVaultMount";
import { assignRole } from "./roles";

export interface EdgeIdentityArgs {
  readonly certificate: { readonly vaultId: string; readonly name: string };
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  readonly oidcIssuerUrl: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** An identity that can read this vault's secrets, taken on by the proxy's service account only. */
export function createEdgeIdentity(name: string, args: EdgeIdentityArgs, parent: pulumi.Resource) {
  const { identity, credential } = createPodIdentity(
    `${name}-edge`,
    { ...args, namespace: EDGE_NAMESPACE, serviceAccount: EDGE_NAME },
    parent,
  );
  const role = assignRole(
    `${name}-edge-certificate`,
    {
      role: "Key Vault Secrets User",
      scope: args.certificate.vaultId,
      principalId: identity.principalId,
      principalType: "ServicePrincipal",
    },
    { parent },
  );
  return { identity, ready: [credential, role] };
}

/** Mounts the certificate with its key from the vault; the driver on the node fetches it. */
export function createCertificateMount(
  name: string,
  { certificate, tenantId }: EdgeIdentityArgs,
  identity: UserAssignedIdentity,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const mount = keyVaultMount({
    clientId: identity.clientId,
    vaultName: certificate.vaultId.split("/").at(-1) ?? "",
    tenantId,
    // As a secret, Key Vault gives the certificate together with its key.
    names: [certificate.name],
  });
  const metadata = { name: EDGE_NAME, namespace: EDGE_NAMESPACE };
  return createSecretProviderClass(`${name}-edge-certificate`, metadata, mount, opts);
}
