import { z } from "zod";

import { askJson, askText, fix, ok, unchecked, type Asked } from "../ask";
import type { Check, Finding, World } from "../types";

const ACCOUNT = z.object({
  id: z.string(),
  name: z.string(),
  user: z.object({ name: z.string() }),
});
type Account = z.infer<typeof ACCOUNT>;

export function azureAccount(world: World): Promise<Asked<Account>> {
  return askJson(world, ACCOUNT, "az", "account", "show", "--output", "json");
}

/** Who is signed in to Azure, where, and whether the cluster can be reached by that. */
export const azure: Check = async (facts, world) => {
  if (facts.cloud !== "azure") return [];
  const kubelogin = await askText(world, "kubelogin", "--version");
  return [...(await credentials(world)), kubeloginFinding(kubelogin)];
};

async function credentials(world: World): Promise<Finding[]> {
  const who = await azureAccount(world);
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
  if ("why" in (await azureAccount(world)))
    return [unchecked("providers", "Sign in to Azure first.")];
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
