import { z } from "zod";

import { askJson, fix, ok, unchecked } from "../ask";
import type { Check, Finding, World } from "../types";
import { awsIdentity } from "./awsAccount";
import { resourcesInState } from "./state";

/** Names that only one in the account can have, as long as the stack does not have them itself. */
export const awsNames: Check = async (facts, world) => {
  if (facts.cloud !== "aws") return [];
  if ("why" in (await awsIdentity(world))) return [unchecked("names", "Sign in to AWS first.")];
  const resources = await resourcesInState(facts, world);
  if ("why" in resources)
    return [unchecked("names", `Whether they are the stack's own: ${resources.why}`)];
  if ((resources.value ?? 0) > 0) return [ok("names", "The stack is there, and has its names.")];
  const { eksCluster, repository } = facts.names;
  const end = ["--region", facts.region, "--output", "json"];
  const found = await Promise.all([
    eksCluster === undefined
      ? []
      : taken(world, "cluster", eksCluster, [
          "eks",
          "describe-cluster",
          "--name",
          eksCluster,
          ...end,
        ]),
    repository === undefined
      ? []
      : taken(world, "repository", repository, [
          ...["ecr", "describe-repositories", "--repository-names", repository],
          ...end,
        ]),
  ]);
  return found.flat();
};

const ANYTHING = z.unknown();

async function taken(
  world: World,
  what: string,
  name: string,
  args: readonly string[],
): Promise<Finding[]> {
  const asked = await askJson(world, ANYTHING, "aws", ...args);
  if (!("why" in asked)) {
    const text = `There is a ${what} ${name} already, which is not of this stack.`;
    return [fix("names", text, `pulumi stack init … # or delete it`)];
  }
  const { answer, why } = asked;
  // The only words of another program that are read: the name of the error.
  const isFree = answer.outcome === "failed" && answer.stderr.includes("NotFoundException");
  return [isFree ? ok("names", `No ${what} is called ${name}.`) : unchecked("names", why)];
}
