import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

export interface PackageStorageArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly accountName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where an app's package is, and what its host remembers; opened by roles only, never by a key. */
export class PackageStorage extends pulumi.ComponentResource {
  readonly account: storage.StorageAccount;
  private readonly container: storage.BlobContainer;

  constructor(name: string, args: PackageStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:PackageStorage", name, {}, opts);
    const { resourceGroupName } = args;
    this.account = new storage.StorageAccount(
      name,
      {
        ...args,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
      },
      { parent: this },
    );
    this.container = new storage.BlobContainer(
      name,
      { resourceGroupName, accountName: this.account.name, containerName: "package" },
      { parent: this },
    );
    this.registerOutputs({ account: this.account.name });
  }

  /** As an app on Flex Consumption wants to be told where its package is. */
  deployment(identity: UserAssignedIdentity) {
    return {
      storage: {
        type: "blobContainer",
        value: pulumi.interpolate`${this.account.primaryEndpoints.blob}${this.container.name}`,
        authentication: {
          type: "UserAssignedIdentity",
          userAssignedIdentityResourceId: identity.id,
        },
      },
    };
  }
}
