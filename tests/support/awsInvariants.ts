import type { Json, JsonObject, Plan, PlannedResource } from "../../plan/types";
import { nameProblems, shortType } from "./awsNames";
import { asObject, list, text } from "./json";

/** What must hold in every plan on AWS; each function returns what breaks it, in words. */
type Invariant = (plan: Plan) => string[];

/** Nothing beyond the network gets in anywhere but at the load balancer's web ports. */
const opensOnlyTheBalancer: Invariant = (plan) => {
  const balancers = of(plan, "lb:LoadBalancer").flatMap(({ inputs }) => [
    ...list(inputs["securityGroups"]),
  ]);
  const networks = of(plan, "ec2:Vpc").map(({ inputs }) => inputs["cidrBlock"]);
  const rules = of(plan, "vpc:SecurityGroupIngressRule").filter(({ inputs }) => {
    const { cidrIpv4, cidrIpv6, referencedSecurityGroupId, fromPort, toPort } = inputs;
    const inside = cidrIpv6 === undefined && networks.includes(cidrIpv4 ?? null);
    if (referencedSecurityGroupId !== undefined || inside) return false;
    const isWeb = fromPort === toPort && (fromPort === 80 || fromPort === 443);
    return !isWeb || !balancers.includes(inputs["securityGroupId"] ?? null);
  });
  // Rules inside a group would fight with those that stand alone.
  const groups = [...of(plan, "ec2:SecurityGroup"), ...of(plan, "ec2:DefaultSecurityGroup")].filter(
    ({ inputs }) => list(inputs["ingress"]).length > 0,
  );
  return [...rules, ...groups].map(
    ({ urn, inputs }) => `${urn}: opens ${JSON.stringify(inputs["fromPort"])}`,
  );
};

/** Where a type keeps something, and how it is known to be encrypted there. */
const ENCRYPTED: Readonly<Record<string, (inputs: JsonObject) => boolean>> = {
  "ec2:LaunchTemplate": (inputs) =>
    list(inputs["blockDeviceMappings"]).length > 0 &&
    list(inputs["blockDeviceMappings"])
      .map((disk) => asObject(asObject(disk)["ebs"])["encrypted"])
      .every((encrypted) => encrypted === "true"),
  "ecr:Repository": (inputs) => list(inputs["encryptionConfigurations"]).length > 0,
  "eks:Cluster": (inputs) =>
    list(asObject(inputs["encryptionConfig"])["resources"]).includes("secrets"),
  "elasticache:ReplicationGroup": (inputs) => inputs["atRestEncryptionEnabled"] === true,
  "kms:Key": (inputs) => inputs["enableKeyRotation"] === true,
  "sns:Topic": (inputs) => inputs["kmsMasterKeyId"] !== undefined,
  "sqs:Queue": (inputs) =>
    inputs["sqsManagedSseEnabled"] === true || inputs["kmsMasterKeyId"] !== undefined,
};

/** All that is kept is encrypted, and keys of the stack's own rotate. */
const encryptsAtRest: Invariant = (plan) => {
  const open = Object.entries(ENCRYPTED).flatMap(([type, isEncrypted]) =>
    of(plan, type).filter(({ inputs }) => !isEncrypted(inputs)),
  );
  return [...open, ...bucketsWithout(plan, "ServerSideEncryptionConfiguration")].map(
    ({ urn }) => `${urn}: not encrypted`,
  );
};

/** Types that may stand in a subnet with a way in from the Internet. */
const PUBLIC = new Set(["ec2:NatGateway", "ec2:RouteTableAssociation", "lb:LoadBalancer"]);

/** Only the load balancer and the NAT gateways are in public subnets, or have public addresses. */
const keepsMachinesPrivate: Invariant = (plan) => {
  const open = of(plan, "ec2:Route")
    .filter(({ inputs }) => inputs["gatewayId"] !== undefined)
    .map(({ inputs }) => inputs["routeTableId"]);
  const subnets = of(plan, "ec2:RouteTableAssociation")
    .filter(({ inputs }) => open.includes(inputs["routeTableId"]))
    .map(({ inputs }) => text(inputs["subnetId"]));
  const exposed = aws(plan).filter(({ type, inputs }) => {
    const shown = JSON.stringify(inputs);
    const isInside = !PUBLIC.has(shortType(type)) && subnets.some((id) => shown.includes(id));
    return isInside || /"(assignPublicIp|associatePublicIpAddress)":"?true/.test(shown);
  });
  const lending = of(plan, "ec2:Subnet").filter(
    ({ inputs }) => inputs["mapPublicIpOnLaunch"] !== false,
  );
  return [
    ...(subnets.length === 0 ? ["no public subnet was found"] : []),
    ...[...exposed, ...lending].map(({ urn }) => `${urn}: public`),
  ];
};

/** Sessions travel encrypted, to a store that asks for a password. */
const reachesTheCacheOverTls: Invariant = (plan) =>
  of(plan, "elasticache:ReplicationGroup")
    .filter(
      ({ inputs }) =>
        inputs["transitEncryptionEnabled"] !== true ||
        inputs["transitEncryptionMode"] !== "required" ||
        inputs["authToken"] === undefined,
    )
    .map(({ urn }) => `${urn}: TLS and a password are not required`);

/** Every log ends: those of CloudWatch by their retention, those in buckets by a lifecycle. */
const endsEveryLog: Invariant = (plan) => {
  const endless = of(plan, "cloudwatch:LogGroup").filter(
    ({ inputs }) => !(Number(inputs["retentionInDays"]) > 0),
  );
  return [...endless, ...bucketsWithout(plan, "LifecycleConfiguration")].map(
    ({ urn }) => `${urn}: kept for ever`,
  );
};

/** The tags that tell each bill by its environment. */
const OURS = ["Environment", "ManagedBy"];

/** The provider tags all but an Auto Scaling Group and the machines that it starts. */
const tagsEverything: Invariant = (plan) => {
  const tagged = new Set(
    plan.resources
      .filter(({ type }) => type === "pulumi:providers:aws")
      .filter(({ inputs }) => hasOurs(Object.keys(tagsOf(inputs["defaultTags"]))))
      .map(({ urn }) => urn),
  );
  const untagged = aws(plan).filter(({ provider }) => !tagged.has(provider ?? ""));
  const groups = of(plan, "autoscaling:Group").filter(
    ({ inputs }) => !hasOurs(list(inputs["tags"]).map((tag) => text(asObject(tag)["key"]))),
  );
  const templates = of(plan, "ec2:LaunchTemplate").filter(({ inputs }) =>
    ["instance", "volume"].some((kind) => {
      const specifications = list(inputs["tagSpecifications"]).map(asObject);
      const found = specifications.find(({ resourceType }) => resourceType === kind);
      return !hasOurs(Object.keys(asObject(found?.["tags"])));
    }),
  );
  return [...untagged, ...groups, ...templates].map(({ urn }) => `${urn}: no tags`);
};

/** Numbers that an autoscaler moves are nobody else's. */
const leavesAutoscalersAlone: Invariant = (plan) => {
  const moved: Readonly<Record<string, string>> = {
    "autoscaling:Group": "desiredCapacity",
    "ecs:Service": "desiredCount",
  };
  const fought = Object.entries(moved).flatMap(([type, key]) =>
    of(plan, type).filter(
      ({ inputs, ignoreChanges }) => inputs[key] !== undefined && !ignoreChanges.includes(key),
    ),
  );
  const scaled = plan.resources
    .filter(({ type }) => type.endsWith(":HorizontalPodAutoscaler"))
    .map(({ inputs }) => asObject(asObject(inputs["spec"])["scaleTargetRef"])["name"]);
  const deployments = plan.resources.filter(
    ({ type, inputs }) =>
      type === "kubernetes:apps/v1:Deployment" &&
      scaled.includes(asObject(inputs["metadata"])["name"]) &&
      asObject(inputs["spec"])["replicas"] !== undefined,
  );
  return [...fought, ...deployments].map(({ urn }) => `${urn}: sets a number that is scaled`);
};

/** AWS takes every name. */
const namesWithinLimits: Invariant = (plan) => aws(plan).flatMap(nameProblems);

/** Every invariant by name. */
export const AWS_INVARIANTS = {
  opensOnlyTheBalancer,
  encryptsAtRest,
  keepsMachinesPrivate,
  reachesTheCacheOverTls,
  endsEveryLog,
  tagsEverything,
  leavesAutoscalersAlone,
  namesWithinLimits,
} satisfies Readonly<Record<string, Invariant>>;

/** What a plan creates on AWS. */
export function aws(plan: Plan): PlannedResource[] {
  return plan.resources.filter(({ type, read }) => type.startsWith("aws:") && read !== true);
}

function of(plan: Plan, type: string): PlannedResource[] {
  return aws(plan).filter((resource) => shortType(resource.type) === type);
}

/** Buckets that no resource of this kind is for. */
function bucketsWithout(plan: Plan, kind: string): PlannedResource[] {
  const having = of(plan, `s3:Bucket${kind}`).flatMap(({ dependsOn }) => dependsOn);
  return of(plan, "s3:Bucket").filter(({ urn }) => !having.includes(urn));
}

function hasOurs(keys: readonly string[]): boolean {
  return OURS.every((key) => keys.includes(key));
}

/** A provider's inputs that are no plain text travel as JSON. */
function tagsOf(defaultTags: Json | undefined): JsonObject {
  const { tags = {} } = JSON.parse(text(defaultTags) || "{}") as { readonly tags?: JsonObject };
  return tags;
}
