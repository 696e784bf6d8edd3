import {
  FederatedIdentityCredential,
  UserAssignedIdentity,
} from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";

export interface PodIdentityArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly oidcIssuerUrl: pulumi.Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An identity that only the pods of one service account can take on, without any key. */
export function createPodIdentity(name: string, args: PodIdentityArgs, parent: pulumi.Resource) {
  const { resourceGroupName, namespace, serviceAccount } = args;
  const identity = new UserAssignedIdentity(
    name,
    { resourceGroupName, resourceName: name, tags: args.tags },
    { parent },
  );
  const credential = new FederatedIdentityCredential(
    name,
    {
      resourceGroupName,
      resourceName: identity.name,
      federatedIdentityCredentialResourceName: serviceAccount,
      issuer: args.oidcIssuerUrl,
      subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
      audiences: ["api://AzureADTokenExchange"],
    },
    { parent },
  );
  return { identity, credential };
}
