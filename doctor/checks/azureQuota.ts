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
  if ("why" in (await azureAccount(world))) return [unchecked("quota", "Sign in to Azure first.")];
  const usage = await askJson(
    world,
    USAGE,
    ...(["az", "vm", "list-usage", "--location", facts.region, "--output", "json"] as const),
  );
  if ("why" in usage) return [unchecked("quota", usage.why)];
  const resources = await resourcesInState(facts, world);
  const isDeployed = !("why" in resources) && (resources.value ?? 0) > 0;
  const regional = (["onDemand", "spot"] as const).map((kind) => {
    const name = kind === "spot" ? "lowPriorityCores" : "cores";
    return room(usage.value, name, sum(facts, kind), facts.region, isDeployed);
  });
  const sizes = [...new Set(facts.machines.map(({ size }) => size))];
  const families = await Promise.all(
    sizes.map((size) => family(size, facts, world, usage.value, isDeployed)),
  );
  return [...regional, ...families].flat();
};

function sum({ machines }: Facts, kind: "onDemand" | "spot", size?: string): number {
  return machines
    .filter((each) => size === undefined || each.size === size)
    .reduce((total, { vcpus }) => total + vcpus[kind], 0);
}

/** `Standard DPSv6 Family` and `standardDPSv6Family` are one. */
function plain(name: string): string {
  return name.replaceAll(/\s/g, "").toLowerCase();
}

function room(
  usage: z.infer<typeof USAGE>,
  name: string,
  needed: number,
  region: string,
  isDeployed: boolean,
): Finding[] {
  if (needed === 0) return [];
  const found = usage.find((each) => plain(each.name.value) === plain(name));
  if (!found) return [unchecked("quota", `Azure tells no quota of ${name} in ${region}.`)];
  const { currentValue, limit } = found;
  const text = `${name}: the stack takes up to ${needed}, ${currentValue} are in use; the quota is ${limit}.`;
  // What a stack has already is among those in use.
  const total = isDeployed ? Math.max(needed, currentValue) : needed + currentValue;
  if (total <= limit) return [ok("quota", text)];
  return [
    fix(
      "quota",
      text,
      `az quota update --resource-name ${name} # to ${total} or more, or ask in the portal`,
    ),
  ];
}

async function family(
  size: string,
  facts: Facts,
  world: World,
  usage: z.infer<typeof USAGE>,
  isDeployed: boolean,
): Promise<Finding[]> {
  const { region } = facts;
  const asked = await askJson(
    world,
    SKUS,
    ...(["az", "vm", "list-skus", "--location", region, "--size", size] as const),
    ...["--resource-type", "virtualMachines", "--all", "--output", "json"],
  );
  if ("why" in asked) return [unchecked("machines", `${size}: ${asked.why}`)];
  const sku = asked.value.find(({ name }) => name === size);
  const isBarred = sku?.restrictions.some(({ type }) => type === "Location") ?? false;
  if (!sku || isBarred) {
    const what = `${size} is not sold to this subscription in ${region}.`;
    return [fix("machines", what, "pulumi config set --path nodes.vmSize …")];
  }
  return [
    ok("machines", `${size} is sold in ${region}.`),
    ...room(usage, sku.family, sum(facts, "onDemand", size), region, isDeployed),
  ];
}
