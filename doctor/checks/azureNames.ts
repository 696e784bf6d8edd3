import { z } from "zod";

import { askJson, askText, fix, ok, unchecked } from "../ask";
import type { Check, Finding, World } from "../types";
import { azureAccount } from "./azureAccount";
import { resourcesInState } from "./state";

const VAULTS = z.array(z.object({ name: z.string() }));

/** The group's name is the stack's own in the subscription; a vault's has a suffix that is made up. */
export const azureNames: Check = async (facts, world) => {
  const { resourceGroup } = facts.names;
  if (facts.cloud !== "azure" || resourceGroup === undefined) return [];
  if ("why" in (await azureAccount(world))) return [unchecked("names", "Sign in to Azure first.")];
  const vaults = facts.hasVault ? await deletedVaults(resourceGroup, world) : [];
  const resources = await resourcesInState(facts, world);
  if ("why" in resources) {
    return [unchecked("names", `Whether they are the stack's own: ${resources.why}`), ...vaults];
  }
  if ((resources.value ?? 0) > 0)
    return [ok("names", "The stack is there, and has its names."), ...vaults];
  const asked = await askText(world, "az", "group", "exists", "--name", resourceGroup);
  if ("why" in asked) return [unchecked("names", asked.why), ...vaults];
  const exists = asked.value === "true";
  if (!exists && asked.value !== "false") {
    return [
      unchecked("names", "`az group exists` answers what this does not understand."),
      ...vaults,
    ];
  }
  return [
    exists
      ? fix(
          "names",
          `There is a resource group ${resourceGroup} already, which is not of this stack.`,
          `az group delete --name ${resourceGroup} # or choose another stack name`,
        )
      : ok("names", `No resource group is called ${resourceGroup}.`),
    ...vaults,
  ];
};

/** They hold their names back, and stand in nobody's way: the next vault has another suffix. */
async function deletedVaults(stack: string, world: World): Promise<Finding[]> {
  const asked = await askJson(
    world,
    VAULTS,
    ...([
      "az",
      "keyvault",
      "list-deleted",
      "--resource-type",
      "vault",
      "--output",
      "json",
    ] as const),
  );
  if ("why" in asked) return [unchecked("vaults", asked.why)];
  // As globalNames of azure/names.ts: 24 characters with the suffix of 6 and its hyphen.
  const head = stack.slice(0, 17).replace(/-+$/, "");
  const own = asked.value.filter(({ name }) => name.startsWith(`${head}-`));
  if (own.length === 0) return [ok("vaults", "No deleted vault of this stack is held back.")];
  const names = own.map(({ name }) => name).join(", ");
  return [ok("vaults", `Deleted, and not in the way: ${names}.`)];
}
