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
  /** The gateway's identity, which may read the secrets below and nothing else. */
  readonly reader: {
    readonly clientId: pulumi.Input<string>;
    readonly principalId: pulumi.Input<string>;
  };
  /** The key of the model's API, where the model needs one. */
  readonly modelKey?: pulumi.Output<string>;
  /** What clients show to chat, where they must. */
  readonly gatewayToken?: pulumi.Output<string>;
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

/** A secret that the gateway reads, as a file of this name. */
interface MountedSecret extends StoredSecret {
  readonly label: SecretName;
}

export interface SecretArgs {
  readonly label: string;
  /** Sets the name apart from that of a secret which was deleted: the vault holds those back. */
  readonly suffix?: pulumi.Input<string>;
  readonly value: pulumi.Output<string>;
}

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
    const keep = (label: SecretName, value: pulumi.Output<string> | undefined) =>
      value && { ...this.put(name, { label, value }, this), label };
    const modelKey = keep("model-api-key", args.modelKey);
    const mounted = [modelKey, keep("gateway-token", args.gatewayToken)];
    this.modelKey = modelKey;
    this.store = this.mount(
      name,
      args,
      mounted.filter((secret) => secret !== undefined),
    );
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

  private mount(
    name: string,
    args: VaultArgs,
    secrets: readonly MountedSecret[],
  ): SecretsStore | undefined {
    if (secrets.length === 0) return undefined;
    const { clientId, principalId } = args.reader;
    for (const { label, id } of secrets) {
      assignRole(
        `${name}-${label}`,
        {
          role: "Key Vault Secrets User",
          scope: id,
          principalId,
          principalType: "ServicePrincipal",
        },
        { parent: this },
      );
    }
    const names = secrets.map(({ label }) => label);
    return {
      names,
      revision: pulumi.all(secrets.map(({ version }) => version)).apply((all) => all.join(" ")),
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
