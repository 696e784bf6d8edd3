import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import type { SecretName, SecretsStore } from "../shared/platform";
import { keyVaultMount } from "./keyVaultMount";
import { assignRole } from "./roles";

export interface VaultArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly vaultName: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  /** The gateway's identity, which may read these secrets and no others. */
  readonly reader: {
    readonly clientId: pulumi.Input<string>;
    readonly principalId: pulumi.Input<string>;
  };
  readonly secrets: Readonly<Partial<Record<SecretName, pulumi.Output<string>>>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The gateway's secrets in a Key Vault, mounted into its pods by the Secrets Store CSI driver. */
export class Vault extends pulumi.ComponentResource {
  readonly store: SecretsStore;
  readonly resourceId: pulumi.Output<string>;

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Vault", name, {}, opts);
    const vault = this.createVault(name, args);
    const entries = Object.entries(args.secrets) as [SecretName, pulumi.Output<string>][];
    const versions = entries.map(([secret, value]) =>
      this.createSecret(name, args, vault, secret, value),
    );
    const names = entries.map(([secret]) => secret);
    this.store = {
      names,
      revision: pulumi.all(versions).apply((all) => all.join(" ")),
      ...keyVaultMount({ ...args, clientId: args.reader.clientId, vaultName: vault.name, names }),
    };
    this.resourceId = vault.id;
    this.registerOutputs();
  }

  private createVault(name: string, args: VaultArgs): keyvault.Vault {
    const prod = args.config.size === "prod";
    return new keyvault.Vault(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        vaultName: args.vaultName,
        properties: {
          tenantId: args.tenantId,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: prod ? 90 : 7,
          // It can never be taken back, so that a dev stack leaves it out.
          ...(prod && { enablePurgeProtection: true }),
        },
        tags: args.tags,
      },
      { parent: this, protect: prod },
    );
  }

  /** @returns the version of the value, which changes with it */
  private createSecret(
    name: string,
    args: VaultArgs,
    vault: keyvault.Vault,
    secretName: SecretName,
    value: pulumi.Output<string>,
  ): pulumi.Output<string> {
    const secret = new keyvault.Secret(
      `${name}-${secretName}`,
      {
        resourceGroupName: args.resourceGroupName,
        vaultName: vault.name,
        secretName,
        properties: { value },
        tags: args.tags,
      },
      { parent: this },
    );
    assignRole(
      `${name}-${secretName}`,
      {
        role: "Key Vault Secrets User",
        scope: secret.id,
        principalId: args.reader.principalId,
        principalType: "ServicePrincipal",
      },
      { parent: this },
    );
    // The value is among these properties, the version is not secret itself.
    return pulumi
      .unsecret(secret.properties)
      .apply(({ secretUriWithVersion }) => secretUriWithVersion.split("/").at(-1) ?? "");
  }
}
