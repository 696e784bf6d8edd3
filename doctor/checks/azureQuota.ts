import { z } from "zod";

import { askJson, fix, ok, unchecked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";
import { azureAccount } from "./azureAccount";
import { resourcesInState } from "./state";

const USAGE = z.array(
  z.object({
    name: z.object({ value: z.string() }),
    // az gives the numbers as text.
    currentValue: z.coerce.number(),
    limit: z.coerce.number(),
  }),
);
const SKUS = z.array(
  z.object({
    name: z.string(),
    family: z.string(),
    restrictions: z.array(z.object({ type: z.string() })),
  }),
);

/** Quotas of the region and of each family of machines, and whether these are sold there at all. */
export const azureQuota: Check = async (facts, world) => {
  if (facts.cloud !== "azure") return [];
  const account = await azureAccount(world);
  if ("why" in account) return [unchecked("quota", "Sign in to Azure first.")];
  const { region } = facts;
  const list = ["vm", "list-usage", "--location", region, "--output", "json"];
  const usage = await askJson(world, USAGE, "az", ...list);
  if ("why" in usage) return [unchecked("quota", usage.why)];
  const resources = await resourcesInState(facts, world);
  const known: Known = {
    usage: usage.value,
    region,
    subscription: account.value.id,
    isDeployed: !("why" in resources) && (resources.value ?? 0) > 0,
  };
  const sizes = [...new Set(facts.machines.map(({ size }) => size))];
  const sold = await Promise.all(sizes.map((size) => family(size, facts, world)));
  const families = new Map<string, { readonly name: string; readonly needed: number }>();
  for (const { size, name } of sold.flatMap((each) => ("name" in each ? [each] : []))) {
    const needed = (families.get(plain(name))?.needed ?? 0) + vcpus(facts, "onDemand", size);
    families.set(plain(name), { name, needed });
  }
  return [
    ...room(known, "cores", vcpus(facts, "onDemand")),
    ...room(known, "lowPriorityCores", vcpus(facts, "spot")),
    ...sold.map(({ finding }) => finding),
    ...[...families.values()].flatMap(({ name, needed }) => room(known, name, needed)),
  ];
};

function vcpus({ machines }: Facts, kind: "onDemand" | "spot", size?: string): number {
  return machines
    .filter((each) => size === undefined || each.size === size)
    .reduce((total, each) => total + each.vcpus[kind], 0);
}

/** `Standard DPSv6 Family` and `standardDPSv6Family` are one. */
function plain(name: string): string {
  return name.replaceAll(/\s/g, "").toLowerCase();
}

/** What Azure tells of the quotas of a region, and whether the stack is among those who use them. */
interface Known {
  readonly usage: z.infer<typeof USAGE>;
  readonly region: string;
  readonly subscription: string;
  readonly isDeployed: boolean;
}

function room(known: Known, name: string, needed: number): Finding[] {
  const { usage, region, subscription, isDeployed } = known;
  if (needed === 0) return [];
  const found = usage.find((each) => plain(each.name.value) === plain(name));
  if (!found) return [unchecked("quota", `Azure tells no quota of ${name} in ${region}.`)];
  const { currentValue, limit } = found;
  const text = `${name}: the stack takes up to ${needed}, ${currentValue} are in use; the quota is ${limit}.`;
  // What a stack has already is among those in use.
  const total = isDeployed ? Math.max(needed, currentValue) : needed + currentValue;
  if (total <= limit) return [ok("quota", text)];
  const scope = `/subscriptions/${subscription}/providers/Microsoft.Compute/locations/${region}`;
  const command = `az quota update --resource-name ${found.name.value} --scope ${scope} --limit-object value=${total}`;
  return [fix("quota", text, command)];
}

/** Whether a size is sold, and the family whose quota it counts to. */
async function family(
  size: string,
  { region }: Facts,
  world: World,
): Promise<
  { readonly finding: Finding } | { readonly finding: Finding; size: string; name: string }
> {
  const asked = await askJson(
    world,
    SKUS,
    ...(["az", "vm", "list-skus", "--location", region, "--size", size] as const),
    ...["--resource-type", "virtualMachines", "--all", "--output", "json"],
  );
  if ("why" in asked) return { finding: unchecked("machines", `${size}: ${asked.why}`) };
  const sku = asked.value.find(({ name }) => name === size);
  const isBarred = sku?.restrictions.some(({ type }) => type === "Location") ?? false;
  if (!sku || isBarred) {
    const what = `${size} is not sold to this subscription in ${region}.`;
    return { finding: fix("machines", what, "pulumi config set --path nodes.vmSize …") };
  }
  return { finding: ok("machines", `${size} is sold in ${region}.`), size, name: sku.family };
}
