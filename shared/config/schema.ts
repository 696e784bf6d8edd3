import { z } from "zod";
import { AZURE_CACHE_SKUS, CACHE_NODE_TYPES, VM_SIZES, type VmSize } from "../machines";
import { clusterSchema } from "./clusterSchema";
import { EKS_ADDONS } from "./eksAddons";
import { ecsNodes, eksNodes, nodeCounts } from "./nodeSections";
import { bySize, commonSections, functionFields, gatewayFields } from "./sections";
import {
  addonVersion,
  cidrText,
  count,
  dnsZoneId,
  duration,
  hostname,
  kubernetesVersion,
  roleArn,
  uuid,
  vaultId,
  type Size,
} from "./types";

const PLATFORM_SCHEMAS = {
  eks,
  "ecs (fargate)": ecsOnFargate,
  "ecs (asg)": ecsOnMachines,
  aks,
  kubernetes: () => clusterSchema,
};

export type PlatformName = keyof typeof PLATFORM_SCHEMAS;

const made = new Map<string, z.ZodType<Config>>();

/**
 * The schema of a platform, with the defaults of a size. Secrets are not in it: see load.ts. It is
 * made when it is asked for, and once: that takes longer than to parse a config.
 */
export function platformSchema(platform: PlatformName, size: Size): z.ZodType<Config> {
  const key = `${platform} ${size}`;
  const schema = made.get(key) ?? PLATFORM_SCHEMAS[platform](size);
  made.set(key, schema);
  return schema;
}

export const PLATFORM_NAMES = Object.keys(PLATFORM_SCHEMAS) as readonly PlatformName[];

/** Platforms as they are shown: ECS is one where its capacity makes no difference. */
export function platformTexts(platforms: readonly PlatformName[]): string[] {
  const ecs = ["ecs (fargate)", "ecs (asg)"] as const;
  const both = ecs.every((name) => platforms.includes(name));
  const texts = platforms.map((name) => (both && name.startsWith("ecs") ? "ecs" : name));
  return [...new Set(texts)];
}

export type EksConfig = z.infer<ReturnType<typeof eks>>;
export type EcsOnFargate = z.infer<ReturnType<typeof ecsOnFargate>>;
export type EcsOnMachines = z.infer<ReturnType<typeof ecsOnMachines>>;
export type EcsConfig = EcsOnFargate | EcsOnMachines;
export type AksConfig = z.infer<ReturnType<typeof aks>>;
export type AwsConfig = EksConfig | EcsConfig;
/** Of a platform that is a cloud's. */
export type CloudConfig = AwsConfig | AksConfig;
export type ClusterConfig = z.infer<typeof clusterSchema>;
export type Config = CloudConfig | ClusterConfig;

const cloud = "Which cloud: `aws` or `azure`; `kubernetes` for a cluster that is there already";
const runtime = "What runs the containers on AWS: `eks` or `ecs`";
const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region\nWrite it like "us-east-1".')
  .default("us-east-1")
  .describe("AWS region");

function eks(size: Size) {
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
      adminRoleArns: z
        .array(roleArn)
        .default([])
        .describe("IAM roles that administer the cluster, beside the role that deploys"),
    }),
    network: z.strictObject({ ...awsNetwork(size), serviceCidr }).prefault({}),
    nodes: eksNodes(size),
    cache: awsCache(size),
    ingress: awsIngress(size),
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
  };
}

const capacity = "What the tasks run on: `fargate`, or `asg`, an Auto Scaling Group";

function ecsOnFargate(size: Size) {
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

function ecsOnMachines(size: Size) {
  return z.strictObject({
    ...ecs(size),
    // What stands for it when it is left out, in the documentation.
    capacity: z.literal("asg").meta({ default: "fargate" }).describe(capacity),
    nodes: ecsNodes(size),
  });
}

function aks(size: Size) {
  const pick = bySize(size);
  const vmSizes = Object.keys(VM_SIZES) as [VmSize, ...VmSize[]];
  return z.strictObject({
    cloud: z.literal("azure").describe(cloud),
    location: z
      .string()
      .regex(/^[a-z]+\d?$/, 'must be an Azure location\nWrite it like "eastus".')
      .default("eastus")
      .describe("Azure location"),
    ...commonSections(size),
    kubernetesVersion: clusterVersion,
    kubernetesApi: z.strictObject({
      private: z
        .boolean()
        .default(false)
        .describe("An API server that only the virtual network reaches; instead of allowedCidrs"),
      allowedCidrs: apiCidrs.optional(),
      deployerType: z
        .enum(["User", "ServicePrincipal"])
        .default("User")
        .describe("Who runs `pulumi up`: a person, or the service principal of a pipeline"),
      adminGroupIds: z
        .array(uuid)
        .default([])
        .describe("Entra groups that administer the cluster, beside the identity that deploys"),
    }),
    network: z
      .strictObject({
        cidr: cidrText.default("10.64.0.0/16").describe("Range of the virtual network"),
        zones: count(1).max(3).default(3).describe("Availability zones in use"),
        serviceCidr,
        podCidr: cidrText.default("10.244.0.0/16").describe("Range of the pods: a /24 per node"),
      })
      .prefault({}),
    nodes: z
      .strictObject({
        vmSize: z
          .enum(vmSizes)
          .default(pick("Standard_D2ps_v6", "Standard_D4ps_v6"))
          .describe("VM size of the gateway's nodes"),
        ...nodeCounts(size),
        spotMax: count().default(pick(0, 10)).describe("Most spot nodes; 0 leaves the pool out"),
      })
      .prefault({}),
    cache: z
      .strictObject({
        sku: z
          .enum(AZURE_CACHE_SKUS)
          .default(pick("Balanced_B0", "Balanced_B5"))
          .describe("Azure Managed Redis size of the session store"),
        highAvailability: z
          .boolean()
          .default(pick(false, true))
          .describe("A second node that takes over"),
      })
      .prefault({}),
    systemNodes: z
      .strictObject({
        vmSize: z.enum(vmSizes).default("Standard_D2ps_v6").describe("VM size of the system nodes"),
        min: count(1).default(pick(1, 3)).describe("Fewest system nodes"),
        max: count(1).default(pick(2, 5)).describe("Most system nodes"),
      })
      .prefault({}),
    ingress: z
      .strictObject({
        mode: z
          .enum(["managed", "explicit", "frontDoor"])
          .default("managed")
          .describe(
            "Who makes the load balancer: AKS for the Service, this program, or AKS behind Azure Front Door",
          ),
        ...ingressCommon(size),
        certificate: z
          .strictObject({
            vaultId: vaultId.describe("Resource id of the Key Vault that holds the certificate"),
            name: z.string().min(1).describe("Name of the certificate in that vault"),
          })
          .optional()
          .describe("Certificate of the host name"),
        dnsZoneId: dnsZoneId
          .optional()
          .describe("Azure DNS zone of the host name, with `frontDoor`: brings its records"),
        idleTimeout: duration.default("30m").describe("Silence that the load balancer bears"),
      })
      .prefault({}),
  });
}

const serviceCidr = cidrText.default("172.20.0.0/16").describe("Range of the Services");

const clusterVersion = kubernetesVersion.default("1.36").describe("Kubernetes version");

const apiCidrs = z
  .array(cidrText)
  .min(1)
  .describe("Who may reach the Kubernetes API; `0.0.0.0/0` is refused in prod");

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

function ingressCommon(size: Size) {
  const pick = bySize(size);
  return {
    allowedCidrs: z.array(cidrText).min(1).default(["0.0.0.0/0"]).describe("Who may chat"),
    allowInsecureHttp: z
      .boolean()
      .default(pick(true, false))
      .describe("Serve plain HTTP when there is no certificate; refused in prod"),
    hostname: hostname.optional().describe("Public DNS name of the chatbot"),
  };
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
