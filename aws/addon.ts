import { Addon, type AddonArgs } from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";

/** An add-on of EKS, which takes over whatever of it is in the cluster already. */
export function createAddon(
  name: string,
  args: AddonArgs,
  opts: pulumi.CustomResourceOptions,
): Addon {
  return new Addon(
    name,
    { ...args, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" },
    opts,
  );
}
