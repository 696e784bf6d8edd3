import { z } from "zod";

import { askJson, fix, ok, unchecked, type Asked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";

const WHO = z.object({ user: z.string(), url: z.string() });
const STACKS = z.array(z.object({ name: z.string(), resourceCount: z.number().optional() }));

/** Where the state is, whether the stack is in it, and whether its secrets can be read. */
export const state: Check = async (facts, world) => {
  const who = await askJson(world, WHO, "pulumi", "whoami", "--json");
  if ("why" in who) {
    if (who.answer.outcome !== "failed") return [unchecked("state", who.why)];
    return [fix("state", "Nobody is signed in to a state backend.", "pulumi login")];
  }
  const { user, url } = who.value;
  const where = withoutSignIn(url);
  const resources = await resourcesInState(facts, world);
  const isHosted = url.startsWith("https://app.pulumi.com");
  return [
    ok("state", `State in ${where}, as ${user}.`),
    "why" in resources
      ? unchecked("stack", resources.why)
      : resources.value === undefined
        ? fix("stack", "The state does not have the stack yet.", `pulumi stack init ${facts.stack}`)
        : ok("stack", `The stack has ${resources.value} resources.`),
    ...secrets(facts.secretsProvider, isHosted, world.env),
  ];
};

/** How many resources the state has of the stack; undefined where it does not have the stack. */
export async function resourcesInState(
  { stack }: Facts,
  world: World,
): Promise<Asked<number | undefined>> {
  const stacks = await askJson(world, STACKS, "pulumi", "stack", "ls", "--json");
  if ("why" in stacks) return stacks;
  const found = stacks.value.find(({ name }) => isStack(name, stack));
  return { value: found && (found.resourceCount ?? 0) };
}

/** Names of stacks in Pulumi Cloud may have their organization in front. */
function isStack(name: string, stack: string): boolean {
  return name === stack || name.endsWith(`/${stack}`);
}

/** An address of a backend may hold a password or a token. */
function withoutSignIn(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/, "");
}

function secrets(
  provider: string | undefined,
  isHosted: boolean,
  env: NodeJS.ProcessEnv,
): Finding[] {
  if (provider !== undefined && provider !== "passphrase") {
    return [ok("secrets", `Secrets are encrypted by ${provider.split("://")[0] ?? provider}.`)];
  }
  if (isHosted && provider === undefined) return [ok("secrets", "Pulumi Cloud encrypts secrets.")];
  const isSet = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].some(
    (name) => env[name] !== undefined,
  );
  if (isSet) return [ok("secrets", "The passphrase is set.")];
  const what = "Secrets are encrypted by a passphrase, and none is set.";
  return [fix("secrets", what, "export PULUMI_CONFIG_PASSPHRASE_FILE=…")];
}
