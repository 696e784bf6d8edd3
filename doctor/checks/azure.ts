import { z } from "zod";

import { askJson, askText, fix, ok, unchecked, type Asked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";
import { resourcesInState } from "./state";

const ACCOUNT = z.object({
  id: z.string(),
  name: z.string(),
  user: z.object({ name: z.string() }),
});
type Account = z.infer<typeof ACCOUNT>;

function account(world: World): Promise<Asked<Account>> {
  return askJson(world, ACCOUNT, "az", "account", "show", "--output", "json");
}

/** Who is signed in to Azure, where, and whether the cluster can be reached by that. */
export const azure: Check = async (facts, world) => {
  if (facts.cloud !== "azure") return [];
  const kubelogin = await askText(world, "kubelogin", "--version");
  return [...(await credentials(world)), kubeloginFinding(kubelogin)];
};

async function credentials(world: World): Promise<Finding[]> {
  const who = await account(world);
  if ("why" in who) {
    const { outcome } = who.answer;
    if (outcome === "missing") {
      const command = "curl -sL https://aka.ms/InstallAzureCLIDeb | sudo bash";
      return [fix("credentials", who.why, command)];
    }
    if (outcome === "failed")
      return [fix("credentials", "Nobody is signed in to Azure.", "az login")];
    return [unchecked("credentials", who.why)];
  }
  const { id, name, user } = who.value;
  const wanted = world.env["ARM_SUBSCRIPTION_ID"];
  if (wanted !== undefined && wanted.toLowerCase() !== id.toLowerCase()) {
    const what = `az is signed in to ${name} (${id}), and ARM_SUBSCRIPTION_ID is ${wanted}.`;
    return [fix("credentials", what, `az account set --subscription ${wanted}`)];
  }
  return [ok("credentials", `Subscription ${name} (${id}), as ${user.name}.`)];
}

function kubeloginFinding(asked: Asked<string>): Finding {
  if (!("why" in asked)) return ok("kubelogin", "kubelogin is on the PATH.");
  const what = `${asked.why} The cluster's API is reached by it.`;
  return asked.answer.outcome === "missing"
    ? fix("kubelogin", what, "az aks install-cli")
    : unchecked("kubelogin", asked.why);
}

const PROVIDERS = z.array(z.object({ namespace: z.string(), registrationState: z.string() }));

/** A subscription must be told of each kind of service before it makes one. */
export const azureProviders: Check = async ({ cloud, namespaces }, world) => {
  if (cloud !== "azure") return [];
  if ("why" in (await account(world))) return [unchecked("providers", "Sign in to Azure first.")];
  const query = "[].{namespace:namespace,registrationState:registrationState}";
  const asked = await askJson(
    world,
    PROVIDERS,
    ...(["az", "provider", "list", "--query", query, "--output", "json"] as const),
  );
  if ("why" in asked) return [unchecked("providers", asked.why)];
  const registered = new Set(
    asked.value
      .filter(({ registrationState }) => registrationState === "Registered")
      .map(({ namespace }) => namespace.toLowerCase()),
  );
  const missing = namespaces.filter((name) => !registered.has(name.toLowerCase()));
  if (missing.length === 0) {
    return [ok("providers", `All ${namespaces.length} resource providers are registered.`)];
  }
  return missing.map((name) =>
    fix(
      "providers",
      `${name} is not registered.`,
      `az provider register --namespace ${name} --wait`,
    ),
  );
};

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
  if ("why" in (await account(world))) return [unchecked("quota", "Sign in to Azure first.")];
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

const VAULTS = z.array(z.object({ name: z.string() }));

/** The group's name is the stack's own in the subscription; a vault's has a suffix that is made up. */
export const azureNames: Check = async (facts, world) => {
  const { resourceGroup } = facts.names;
  if (facts.cloud !== "azure" || resourceGroup === undefined) return [];
  if ("why" in (await account(world))) return [unchecked("names", "Sign in to Azure first.")];
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
