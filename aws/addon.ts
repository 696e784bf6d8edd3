import { Addon, type AddonArgs } from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { AddonVersions, EksAddon } from "../shared/config/eksAddons";

export interface PinnedAddonArgs extends Omit<AddonArgs, "addonName" | "addonVersion"> {
  readonly addonName: EksAddon;
  readonly versions: AddonVersions;
}

/** An add-on of EKS in its pinned version, which takes over whatever of it is in the cluster already. */
export function createAddon(
  name: string,
  { versions, ...args }: PinnedAddonArgs,
  opts: pulumi.CustomResourceOptions,
): Addon {
  return new Addon(
    name,
    {
      ...args,
      addonVersion: versions[args.addonName],
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    opts,
  );
}
