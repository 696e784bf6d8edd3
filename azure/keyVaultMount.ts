import type * as pulumi from "@pulumi/pulumi";
import type { SecretsStore } from "../shared/platform";

export interface KeyVaultMountArgs {
  /** The identity that reads the vault. */
  readonly clientId: pulumi.Input<string>;
  readonly vaultName: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  /** Names of the secrets, each of which becomes a file. */
  readonly names: readonly string[];
}

/** What the Secrets Store CSI driver needs to mount secrets of a Key Vault. */
export function keyVaultMount(
  args: KeyVaultMountArgs,
): Pick<SecretsStore, "provider" | "parameters"> {
  const items = args.names.map(
    (name) => `  - |\n    objectName: ${name}\n    objectType: secret\n`,
  );
  return {
    provider: "azure",
    parameters: {
      usePodIdentity: "false",
      clientID: args.clientId,
      keyvaultName: args.vaultName,
      tenantId: args.tenantId,
      // The provider wants a YAML list of YAML texts.
      objects: `array:\n${items.join("")}`,
    },
  };
}
