import { z } from "zod";

import { askJson, fix, ok, unchecked, type Asked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";
import { resourcesInState } from "./state";

const IDENTITY = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string() });
type Identity = z.infer<typeof IDENTITY>;

const SIGN_IN = "aws sso login";

/** Who is signed in to AWS. */
function identity(world: World): Promise<Asked<Identity>> {
  return askJson(world, IDENTITY, "aws", "sts", "get-caller-identity", "--output", "json");
}

/** EKS is reached by tokens that the AWS CLI makes, so that it must be there; ECS is not. */
export const aws: Check = async (facts, world) => {
  if (facts.cloud !== "aws") return [];
  const who = await identity(world);
  if ("why" in who) {
    const { outcome } = who.answer;
    if (outcome === "missing") {
      const what = `${who.why} The cluster's API is reached by it, and credentials were not checked.`;
      const command = "pip install awscli";
      return [
        facts.runtime === "eks" ? fix("aws", what, command) : unchecked("credentials", who.why),
      ];
    }
    if (outcome === "failed") return [fix("credentials", "Nobody is signed in to AWS.", SIGN_IN)];
    return [unchecked("credentials", who.why)];
  }
  const { Account: account, Arn: arn } = who.value;
  const others = facts.accounts.filter((other) => other !== account);
  if (others.length > 0) {
    const what = `${arn} is of account ${account}, and the config names ${others.join(", ")}.`;
    return [fix("credentials", what, "export AWS_PROFILE=…")];
  }
  return [ok("credentials", `Account ${account}, as ${arn}.`), ...(await region(facts, world))];
};

const REGIONS = z.object({
  Regions: z.array(z.object({ RegionName: z.string(), OptInStatus: z.string() })),
});
const ZONES = z.object({
  AvailabilityZones: z.array(z.object({ ZoneName: z.string(), State: z.string() })),
});
const OFFERINGS = z.object({ InstanceTypeOfferings: z.array(z.object({ Location: z.string() })) });

async function region(facts: Facts, world: World): Promise<Finding[]> {
  const { region: name, zones, machines } = facts;
  const ec2 = ["--region", name, "--output", "json"];
  // Asked in a region that every account has: an account may not ask one that it has not opted into.
  const regions = await askJson(
    world,
    REGIONS,
    ...(["aws", "ec2", "describe-regions", "--all-regions", "--region-names", name] as const),
    ...["--region", "us-east-1", "--output", "json"],
  );
  if ("why" in regions) return [unchecked("region", regions.why)];
  if (regions.value.Regions.some(({ OptInStatus: status }) => status === "not-opted-in")) {
    const command = `aws account enable-region --region-name ${name}`;
    return [fix("region", `The account has not opted into ${name}.`, command)];
  }
  const open = await askJson(world, ZONES, "aws", "ec2", "describe-availability-zones", ...ec2);
  if ("why" in open) return [unchecked("zones", open.why)];
  const there = open.value.AvailabilityZones.filter(({ State: is }) => is === "available");
  const missing = zones.filter((zone) => !there.some(({ ZoneName: known }) => known === zone));
  const sizes = await Promise.all(
    [...new Set(machines.map(({ size }) => size))].map((size) => offered(size, facts, world)),
  );
  return [
    missing.length === 0
      ? ok("zones", `${zones.join(", ")} are available.`)
      : fix(
          "zones",
          `The account has no ${missing.join(", ")}.`,
          "pulumi config set --path network.zones …",
        ),
    ...sizes,
  ];
}

async function offered(
  size: string,
  { region: name, zones }: Facts,
  world: World,
): Promise<Finding> {
  const asked = await askJson(
    world,
    OFFERINGS,
    ...(["aws", "ec2", "describe-instance-type-offerings", "--location-type"] as const),
    ...["availability-zone", "--filters", `Name=instance-type,Values=${size}`],
    ...["--region", name, "--output", "json"],
  );
  if ("why" in asked) return unchecked("machines", asked.why);
  const there = asked.value.InstanceTypeOfferings.map(({ Location: zone }) => zone);
  const missing = zones.filter((zone) => !there.includes(zone));
  if (missing.length === 0) return ok("machines", `${size} is offered in each zone.`);
  const what = `${size} is not offered in ${missing.join(", ")}.`;
  return fix("machines", what, "pulumi config set --path nodes.instanceType …");
}

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
  if ("why" in (await identity(world))) return [unchecked("quota", "Sign in to AWS first.")];
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

/** Names that only one in the account can have, as long as the stack does not have them itself. */
export const awsNames: Check = async (facts, world) => {
  if (facts.cloud !== "aws") return [];
  if ("why" in (await identity(world))) return [unchecked("names", "Sign in to AWS first.")];
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
  const isFree = answer.outcome === "failed" && answer.stderr.includes('NotFoundException');
  return [isFree ? ok("names", `No ${what} is called ${name}.`) : unchecked("names", why)];
}
