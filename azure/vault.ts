import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import type { SecretName, SecretsStore } from "../shared/platform";
import { keyVaultMount } from "./keyVaultMount";
import { createSuffix, globalNames } from "./names";
import { assignRole } from "./roles";

export interface VaultArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  /** The gateway's identity, which may read the model's key and nothing else. */
  readonly reader: {
    readonly clientId: pulumi.Input<string>;
    readonly principalId: pulumi.Input<string>;
  };
  /** The key of the model's API, where the model needs one. */
  readonly modelKey?: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A secret of the vault, as those see it who may read it. */
export interface StoredSecret {
  /** What it is, for the names of roles. */
  readonly label: string;
  /** Resource id: the scope of a role. */
  readonly id: pulumi.Output<string>;
  /** What an app setting says instead of the value; changes with the value. */
  readonly reference: pulumi.Output<string>;
  /** Changes with the value; no secret itself. */
  readonly version: pulumi.Output<string>;
  readonly resource: pulumi.Resource;
}

export interface SecretArgs {
  readonly label: string;
  /** Sets the name apart from that of a secret which was deleted: the vault holds those back. */
  readonly suffix?: pulumi.Input<string>;
  readonly value: pulumi.Output<string>;
}

/** The one secret that the gateway reads, as a file of this name. */
const MODEL_KEY: SecretName = "model-api-key";

/**
 * The stack's secrets in a Key Vault. Those of the gateway are mounted into its pods by the Secrets
 * Store CSI driver.
 */
export class Vault extends pulumi.ComponentResource {
  /** What the gateway mounts, when it reads any. */
  readonly store: SecretsStore | undefined;
  readonly modelKey: StoredSecret | undefined;
  readonly resourceId: pulumi.Output<string>;
  private readonly vault: keyvault.Vault;

  constructor(
    name: string,
    private readonly args: VaultArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("chatbot:azure:Vault", name, {}, opts);
    this.vault = this.createVault(name, args);
    this.resourceId = this.vault.id;
    this.modelKey =
      args.modelKey && this.put(name, { label: MODEL_KEY, value: args.modelKey }, this);
    if (this.modelKey) this.store = this.mount(name, args, this.modelKey);
    this.registerOutputs();
  }

  /** Keeps a secret; who may read it is the caller's to say. */
  put(name: string, { label, suffix, value }: SecretArgs, parent: pulumi.Resource): StoredSecret {
    const secret = new keyvault.Secret(
      `${name}-${label}`,
      {
        resourceGroupName: this.args.resourceGroupName,
        vaultName: this.vault.name,
        secretName: suffix === undefined ? label : pulumi.interpolate`${label}-${suffix}`,
        properties: { value },
        tags: this.args.tags,
      },
      // Deleting a secret takes rights inside the vault, which a deployer need not have.
      { parent, deletedWith: this.vault, retainOnDelete: suffix !== undefined },
    );
    // Where a value is says nothing of the value: as a secret, it would hide every other setting.
    const uri = pulumi.unsecret(secret.properties.secretUriWithVersion);
    return {
      label,
      id: secret.id,
      reference: pulumi.interpolate`@Microsoft.KeyVault(SecretUri=${uri})`,
      version: uri.apply((text) => text.split("/").at(-1) ?? ""),
      resource: secret,
    };
  }

  private mount(name: string, args: VaultArgs, secret: StoredSecret): SecretsStore {
    const { clientId, principalId } = args.reader;
    assignRole(
      `${name}-${MODEL_KEY}`,
      {
        role: "Key Vault Secrets User",
        scope: secret.id,
        principalId,
        principalType: "ServicePrincipal",
      },
      { parent: this },
    );
    const names = [MODEL_KEY];
    return {
      names,
      revision: secret.version,
      ...keyVaultMount({ ...args, clientId, vaultName: this.vault.name, names }),
    };
  }

  private createVault(name: string, args: VaultArgs): keyvault.Vault {
    const prod = args.config.size === "prod";
    const suffix = createSuffix(`${name}-vault`, args.config, this);
    return new keyvault.Vault(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        vaultName: suffix.apply((text) => globalNames(name, text).vault),
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
}
