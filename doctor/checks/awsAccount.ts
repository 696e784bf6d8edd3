import { z } from "zod";

import { askJson, fix, ok, unchecked, type Asked } from "../ask";
import type { Facts } from "../facts";
import type { Check, Finding, World } from "../types";

const IDENTITY = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string() });
type Identity = z.infer<typeof IDENTITY>;

const SIGN_IN = "aws sso login";

/** Who is signed in to AWS. */
export function awsIdentity(world: World): Promise<Asked<Identity>> {
  return askJson(world, IDENTITY, "aws", "sts", "get-caller-identity", "--output", "json");
}

/** EKS is reached by tokens that the AWS CLI makes, so that it must be there; ECS is not. */
export const aws: Check = async (facts, world) => {
  if (facts.cloud !== "aws") return [];
  const who = await awsIdentity(world);
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
