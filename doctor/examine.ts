import { aws } from "./checks/awsAccount";
import { awsNames } from "./checks/awsNames";
import { awsQuota } from "./checks/awsQuota";
import { azure, azureProviders } from "./checks/azureAccount";
import { azureNames } from "./checks/azureNames";
import { azureQuota } from "./checks/azureQuota";
import { docker } from "./checks/docker";
import { kubernetes } from "./checks/kubernetes";
import { node, plugins, pulumi } from "./checks/local";
import { state } from "./checks/state";
import type { Facts } from "./facts";
import type { Check, Finding, Status, World } from "./types";

/** Every check, in the order in which findings of one kind are told. */
const CHECKS: readonly Check[] = [
  node,
  pulumi,
  plugins,
  state,
  docker,
  kubernetes,
  aws,
  awsQuota,
  awsNames,
  azure,
  azureProviders,
  azureQuota,
  azureNames,
];

const ORDER: readonly Status[] = ["fix", "unchecked", "ok"];

/** All that is found, what is to be mended first. */
export async function examine(facts: Facts, world: World): Promise<Finding[]> {
  const found = (await Promise.all(CHECKS.map((check) => check(facts, world)))).flat();
  return ORDER.flatMap((status) => found.filter((finding) => finding.status === status));
}
