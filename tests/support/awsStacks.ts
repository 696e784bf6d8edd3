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
} satisfies Readonly<Record<string, readonly string[]>>;

type Factor = keyof typeof FACTORS;
export type Levels = Readonly<Record<Factor, string>>;

/**
 * Stacks that have every two levels of different factors together at least once. All combinations,
 * eight times as many plans, are for the deep suite.
 */
export function pairwiseStacks(): Levels[] {
  const stacks: Levels[] = [];
  const all = allStacks();
  const missing = new Set(all.flatMap(pairsOf));
  const gain = (levels: Levels) => pairsOf(levels).filter((pair) => missing.has(pair)).length;
  while (missing.size > 0) {
    const best = all.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    stacks.push(best);
    for (const pair of pairsOf(best)) missing.delete(pair);
  }
  return stacks;
}

/** The shipped stack and the overrides that make these levels of it. */
export function stackOf({ capacity, size, domain, market, functions }: Levels) {
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
  ];
  return { stack: size === "prod" ? "prod-aws" : "dev", set };
}

/** Every two levels of a stack, each as text. */
export function pairsOf(levels: Levels): string[] {
  const each = Object.entries(levels).map(([factor, level]) => `${factor}: ${level}`);
  return each.flatMap((a, index) => each.slice(index + 1).map((b) => `${a}, ${b}`));
}

/** Stacks with every combination of levels. */
export function allStacks(): Levels[] {
  return Object.entries(FACTORS).reduce<Record<string, string>[]>(
    (rows, [factor, levels]) =>
      rows.flatMap((row) => levels.map((level) => ({ ...row, [factor]: level }))),
    [{}],
  ) as unknown as Levels[];
}
