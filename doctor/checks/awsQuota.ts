import { z } from "zod";

import { askJson, fix, ok, unchecked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";
import { awsIdentity } from "./awsAccount";
import { resourcesInState } from "./state";

/** What a quota of AWS counts; codes from Service Quotas (`aws service-quotas list-service-quotas`). */
interface Quota {
  readonly what: string;
  readonly service: "ec2" | "fargate";
  readonly code: string;
  readonly needed: number;
}

const QUOTA = z.object({ Quota: z.object({ Value: z.number() }) });
const ADDRESSES = z.object({ Addresses: z.array(z.unknown()) });

function quotasOf({ machines, fargate, addresses }: Facts): Quota[] {
  const sum = (kind: "onDemand" | "spot"): number =>
    machines.reduce((total, { vcpus }) => total + vcpus[kind], 0);
  const all: Quota[] = [
    { what: "vCPUs on demand", service: "ec2", code: "L-1216C47A", needed: sum("onDemand") },
    { what: "vCPUs of spot", service: "ec2", code: "L-34B43A08", needed: sum("spot") },
    { what: "vCPUs of Fargate", service: "fargate", code: "L-3032A538", needed: fargate.onDemand },
    { what: "vCPUs of Fargate Spot", service: "fargate", code: "L-36FBB829", needed: fargate.spot },
    { what: "Elastic IPs", service: "ec2", code: "L-0263D0A3", needed: addresses },
  ];
  return all.filter(({ needed }) => needed > 0);
}

/**
 * The quotas that a stack at its most would need. What others use is counted for addresses only: AWS
 * tells of vCPUs in use by CloudWatch alone.
 */
export const awsQuota: Check = async (facts, world) => {
  if (facts.cloud !== "aws") return [];
  if ("why" in (await awsIdentity(world))) return [unchecked("quota", "Sign in to AWS first.")];
  return Promise.all(quotasOf(facts).map((quota) => one(quota, facts, world)));
};

async function one(quota: Quota, facts: Facts, world: World): Promise<Finding> {
  const { what, service, code, needed } = quota;
  const select = ["--service-code", service, "--quota-code", code, "--region", facts.region];
  const asked = await askJson(
    world,
    QUOTA,
    ...(["aws", "service-quotas", "get-service-quota"] as const),
    ...[...select, "--output", "json"],
  );
  if ("why" in asked) return unchecked("quota", `${what}: ${asked.why}`);
  const used = code === "L-0263D0A3" ? await addressesInUse(facts, world) : 0;
  if (used === undefined) return unchecked("quota", `${what}: those in use could not be counted.`);
  const { Value: most } = asked.value.Quota;
  const total = Math.ceil(needed) + used;
  const others = used === 0 ? "" : `, and ${used} are in use`;
  const text = `${what}: the stack takes up to ${Math.ceil(needed)}${others}; the quota is ${most}.`;
  if (total <= most) return ok("quota", text);
  const command = `aws service-quotas request-service-quota-increase ${select.join(" ")} --desired-value ${total}`;
  return fix("quota", text, command);
}

/** Addresses of others: those of a stack that is there already are its own. */
async function addressesInUse(facts: Facts, world: World): Promise<number | undefined> {
  const list = ["ec2", "describe-addresses", "--region", facts.region, "--output", "json"];
  const [asked, resources] = await Promise.all([
    askJson(world, ADDRESSES, "aws", ...list),
    resourcesInState(facts, world),
  ]);
  if ("why" in asked) return undefined;
  const isDeployed = !("why" in resources) && (resources.value ?? 0) > 0;
  return Math.max(0, asked.value.Addresses.length - (isDeployed ? facts.addresses : 0));
}
