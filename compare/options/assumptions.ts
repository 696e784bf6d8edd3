import { TOKENS_PER_CPU_SECOND } from "../../shared/config/cpuTargetRules";

/** What the comparison takes for given, with the range in which it may be. */
export interface Assumption {
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly unit: string;
  readonly what: string;
  /** Where the value is from; `assumption` where no measurement was found. */
  readonly source: string;
  /** The day, month or year of the source. */
  readonly date: string;
}

export const ASSUMPTIONS = {
  firstTokenSeconds: {
    low: 0.2,
    value: 0.5,
    high: 1.5,
    unit: "s",
    what: "until the model's first token",
    source: "assumption",
    date: "2026-11",
  },
  tokensPerCpuSecond: {
    low: 10_000,
    value: TOKENS_PER_CPU_SECOND,
    high: 50_000,
    unit: "tokens",
    what: "that the gateway streams in a second of CPU",
    source: "npm run bench -- full, and -- gateway",
    date: "2026-11-27",
  },
  replicaStartSeconds: {
    low: 5,
    value: 10,
    high: 30,
    unit: "s",
    what: "from a machine until a replica is ready",
    source: "assumption",
    date: "2026-11",
  },
  eksNodeSeconds: {
    low: 45,
    value: 65,
    high: 90,
    unit: "s",
    what: "until a new EKS node takes pods",
    source: "kube.fm",
    date: "2026-02",
  },
  aksNodeSeconds: {
    low: 90,
    value: 150,
    high: 240,
    unit: "s",
    what: "until a new AKS node takes pods",
    source: "assumption",
    date: "2026-11",
  },
  fargateSeconds: {
    low: 20,
    value: 23,
    high: 60,
    unit: "s",
    what: "until a Fargate task runs",
    source: "AWS's step test: 386 less 363 s",
    date: "2026-06",
  },
  ecsMetricSeconds: {
    low: 20,
    value: 60,
    high: 60,
    unit: "s",
    what: "period of ECS's metrics",
    source: "AWS; 20 where the service has them in high resolution",
    date: "2026-06",
  },
  lambdaInitSeconds: {
    low: 0.17,
    value: 0.7,
    high: 1.7,
    unit: "s",
    what: "until a new Lambda instance takes a call",
    source: "maxday/lambda-perf (low); 0.4 to 1.7 s for real applications",
    date: "2026-08-22",
  },
  lambdaIdleSeconds: {
    low: 300,
    value: 600,
    high: 900,
    unit: "s",
    what: "until an idle Lambda instance ends",
    source: "Mahmoudi and Khazaei, measured",
    date: "2019",
  },
  flexStartSeconds: {
    low: 1.7,
    value: 2.5,
    high: 30,
    unit: "s",
    what: "until a new Flex instance takes a call",
    source: "single samples; assumption",
    date: "2026-04",
  },
  flexIdleSeconds: {
    low: 60,
    value: 600,
    high: 1200,
    unit: "s",
    what: "until an idle Flex instance ends",
    source: "assumption",
    date: "2026-11",
  },
  queueSeconds: {
    low: 0.02,
    value: 0.1,
    high: 0.5,
    unit: "s",
    what: "through the webhook and the queue",
    source: "assumption",
    date: "2026-11",
  },
  postSeconds: {
    low: 0.05,
    value: 0.2,
    high: 1,
    unit: "s",
    what: "until a worker has posted a reply",
    source: "assumption",
    date: "2026-11",
  },
  spotDiscountPercent: {
    low: 30,
    value: 50,
    high: 70,
    unit: "%",
    what: "that spot costs less than on demand",
    source: "assumption, as in npm run cost",
    date: "2026-11",
  },
  functionPriceFactor: {
    low: 0.8,
    value: 1,
    high: 1.25,
    unit: "×",
    what: "the list prices of functions",
    source: "assumption; Flex's have one source",
    date: "2025-05",
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionKey = keyof typeof ASSUMPTIONS;
export type Assumed = Readonly<Record<AssumptionKey, number>>;

export const ASSUMPTION_KEYS = Object.keys(ASSUMPTIONS) as AssumptionKey[];

/** The assumptions' values, with others in their place. */
export function assumed(own: Partial<Assumed> = {}): Assumed {
  return Object.fromEntries(
    ASSUMPTION_KEYS.map((key) => [key, own[key] ?? ASSUMPTIONS[key].value]),
  ) as unknown as Assumed;
}
