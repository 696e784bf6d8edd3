import { z } from "zod";
import { CACHE_NODE_TYPES } from "../machines";
import { apiCidrs, cloud, clusterVersion, ingressCommon, serviceCidr } from "./cloudSections";
import { EKS_ADDONS } from "./eksAddons";
import { awsFailover } from "./failoverSchema";
import { ecsNodes, eksNodes } from "./nodeSections";
import { bySize, commonSections, functionFields, gatewayFields } from "./sections";
import { addonVersion, cidrText, count, duration, roleArn, type Size } from "./types";

const runtime = "What runs the containers on AWS: `eks` or `ecs`";
const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region\nWrite it like "us-east-1".')
  .default("us-east-1")
  .describe("AWS region");

/** The keys of EKS. */
export function eks(size: Size) {
  return z.strictObject({
    cloud: z.literal("aws").describe(cloud),
    runtime: z.literal("eks").describe(runtime),
    region,
    ...commonSections(size),
    functions: awsFunctions(size),
    kubernetesVersion: clusterVersion,
    addonVersions: z
      .partialRecord(z.enum(EKS_ADDONS), addonVersion)
      .default({})
      .describe("Versions of EKS add-ons by name, in place of those that the program pins"),
    kubernetesApi: z.strictObject({
      allowedCidrs: apiCidrs,
      deployerRoleArn: roleArn
        .optional()
        .describe("Role that runs `pulumi up`; default: that of whoever runs it, also a preview"),
      adminRoleArns: z
        .array(roleArn)
        .default([])
        .describe("IAM roles that administer the cluster, beside the role that deploys"),
    }),
    network: z.strictObject({ ...awsNetwork(size), serviceCidr }).prefault({}),
    nodes: eksNodes(size),
    cache: awsCache(size),
    ingress: awsIngress(size),
    failover: awsFailover,
  });
}

/** The keys of ECS, whatever the tasks run on. */
function ecs(size: Size) {
  return {
    cloud: z.literal("aws").describe(cloud),
    runtime: z.literal("ecs").describe(runtime),
    region,
    ...commonSections(size),
    gateway: z
      .strictObject({
        ...gatewayFields(size),
        chatsTarget: count(1)
          .default(80)
          .describe(
            "Chats per replica to scale on, counted by requests; on EKS and AKS, CPU and memory alone count",
          ),
      })
      .prefault({}),
    functions: awsFunctions(size),
    exec: z.boolean().default(false).describe("Let people open a shell in a task (ECS Exec)"),
    network: z.strictObject(awsNetwork(size)).prefault({}),
    cache: awsCache(size),
    ingress: awsIngress(size),
    failover: awsFailover,
  };
}

const capacity = "What the tasks run on: `fargate`, or `asg`, an Auto Scaling Group";

/** The keys of ECS with Fargate. */
export function ecsOnFargate(size: Size) {
  const pick = bySize(size);
  return z.strictObject({
    ...ecs(size),
    capacity: z.literal("fargate").default("fargate").describe(capacity),
    fargate: z
      .strictObject({
        onDemandBase: count().default(pick(0, 3)).describe("Tasks that are never on Fargate Spot"),
        spotPercent: z
          .int()
          .min(0)
          .max(100)
          .default(pick(100, 75))
          .describe("Share of the tasks above onDemandBase that is on Fargate Spot"),
      })
      .prefault({}),
  });
}

/** The keys of ECS with an Auto Scaling Group. */
export function ecsOnMachines(size: Size) {
  return z.strictObject({
    ...ecs(size),
    // What stands for it when it is left out, in the documentation.
    capacity: z.literal("asg").meta({ default: "fargate" }).describe(capacity),
    nodes: ecsNodes(size),
  });
}

function awsNetwork(size: Size) {
  const pick = bySize(size);
  return {
    cidr: cidrText.default("10.0.0.0/16").describe("Range of the VPC, /16 to /19"),
    zones: count(2).max(3).default(pick(2, 3)).describe("Availability zones in use"),
    natPerZone: z
      .boolean()
      .default(pick(false, true))
      .describe("A NAT gateway in each zone, or one for all"),
    interfaceEndpoints: z
      .boolean()
      .default(pick(false, true))
      .describe("Reach AWS's own services inside the VPC; each costs by the hour and zone"),
    flowLogs: z
      .boolean()
      .default(pick(false, true))
      .describe("Record who spoke to whom in the VPC"),
  };
}

function awsFunctions(size: Size) {
  return z
    .strictObject({
      ...functionFields(size),
      reservedConcurrency: count(1)
        .optional()
        .describe(
          "Calls at once that Lambda keeps for the worker; default: none in dev, maxConcurrency in prod",
        ),
      accountConcurrency: count(1)
        .default(1000)
        .describe("Calls at once that Lambda's quota of the account allows"),
    })
    .prefault({});
}

function awsCache(size: Size) {
  const pick = bySize(size);
  return z
    .strictObject({
      nodeType: z
        .enum(CACHE_NODE_TYPES)
        .default(pick("cache.t4g.micro", "cache.m7g.large"))
        .describe("ElastiCache node type of the session store"),
      nodes: count(1)
        .max(6)
        .default(pick(1, 2))
        .describe("Nodes of the session store: a primary and its replicas"),
      passwordVersion: count(1)
        .default(1)
        .describe("Raise it to make a new password; the one before it stays valid"),
    })
    .prefault({});
}

function awsIngress(size: Size) {
  const pick = bySize(size);
  return z
    .strictObject({
      ...ingressCommon(size),
      hostedZoneId: z
        .string()
        .regex(
          /^Z[A-Z0-9]{5,31}$/,
          'must be a Route 53 hosted zone id\nWrite it like "Z0123456789ABC".',
        )
        .optional()
        .describe("Route 53 zone of the host name: brings the certificate and the DNS record"),
      certificateArn: z
        .string()
        .regex(/^arn:aws[a-z-]*:acm:/, "must be the ARN of an ACM certificate\nCopy it from ACM.")
        .optional()
        .describe("ACM certificate of your own, instead of hostedZoneId"),
      idleTimeout: duration
        .optional()
        .describe("Silence that the ALB bears; default: longestReply"),
      deregistrationDelay: duration
        .optional()
        .describe("Time for a leaving target to finish; default: longestReply"),
      accessLogs: z
        .boolean()
        .default(pick(false, true))
        .describe("Record each request to the ALB in S3: for 90 days in prod, 7 in dev"),
      webFirewall: z
        .boolean()
        .default(pick(false, true))
        .describe("Put AWS WAF before the ALB: known attacks, bad addresses, a rate per client"),
    })
    .prefault({});
}
