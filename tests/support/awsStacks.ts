import { AWS_PAIR, ONE_CLOUD } from "./failover";
import { combinations, pairwise, type LevelsOf } from "./pairwise";

/** Overrides that turn the webhook and the worker on. */
export const FUNCTIONS = [
  "functions.enabled=true",
  'functions.callbackHosts=["hooks.example.com"]',
] as const;

const CERTIFICATE_ARN =
  "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";

type Overrides = readonly string[];

/** What the gateway runs on, and how it is told to use spot capacity or none. */
const CAPACITY: Readonly<Record<string, { is: Overrides; spot: string; onDemand: string }>> = {
  nodes: { is: [], spot: "nodes.onDemandPercent=0", onDemand: "nodes.onDemandPercent=100" },
  machines: {
    is: ["runtime=ecs", "capacity=asg", "kubernetesApi="],
    spot: "nodes.onDemandPercent=0",
    onDemand: "nodes.onDemandPercent=100",
  },
  fargate: {
    // With the shell into tasks, which needs more rights.
    is: ["runtime=ecs", "kubernetesApi=", "exec=true"],
    spot: "fargate.spotPercent=100",
    onDemand: "fargate.spotPercent=0",
  },
};

/** What a stack on AWS can be: the levels of each factor. */
export const FACTORS = {
  capacity: Object.keys(CAPACITY),
  size: ["dev", "prod"],
  domain: ["zone", "none"],
  market: ["spot", "onDemand"],
  functions: ["on", "off"],
  clouds: ["one", "both"],
} satisfies Readonly<Record<string, readonly string[]>>;

export type Levels = LevelsOf<typeof FACTORS>;

/**
 * Stacks that have every two levels of different factors together at least once. All combinations,
 * many times as many plans, are for the deep suite.
 */
export const pairwiseStacks = (): Levels[] => pairwise(FACTORS);

/** Stacks with every combination of levels. */
export const allStacks = (): Levels[] => combinations(FACTORS);

/** The shipped stack and the overrides that make these levels of it. */
export function stackOf({ capacity, size, domain, market, functions, clouds }: Levels) {
  const on = CAPACITY[capacity];
  if (!on) throw new RangeError(`no capacity is called ${capacity}`);
  const name = "ingress.hostname=chat.example.com";
  const withoutZone = size === "prod" ? [name, `ingress.certificateArn=${CERTIFICATE_ARN}`] : [];
  const set = [
    ...on.is,
    market === "spot" ? on.spot : on.onDemand,
    "ingress=",
    ...(domain === "zone" ? [name, "ingress.hostedZoneId=Z0123456789ABC"] : withoutZone),
    ...(functions === "on" ? FUNCTIONS : []),
    clouds === "both" && (domain === "zone" || size === "prod") ? AWS_PAIR : ONE_CLOUD,
  ];
  return { stack: size === "prod" ? "prod-aws" : "dev", set };
}
