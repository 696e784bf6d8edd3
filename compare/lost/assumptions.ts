import { ASSUMPTIONS, type Assumption, type AssumptionKey } from "../options/assumptions";
import type { OptionKind } from "../options/kinds";

/** What the loss of a cloud takes for given, beside what the comparison does. */
export const LOSS_ASSUMPTIONS = {
  checkLimitSeconds: {
    low: 4,
    value: 6,
    high: 10,
    unit: "s",
    what: "until a health check of a dead side has failed",
    source: "Route 53: 4 s to connect, and 2 s; Traffic Manager: 5 to 10 s",
    date: "2026-11",
  },
  publishSeconds: {
    low: 0,
    value: 5,
    high: 60,
    unit: "s",
    what: "from the last failed check until name servers answer otherwise",
    source: "assumption",
    date: "2026-11",
  },
  staleResolverPercent: {
    low: 0,
    value: 8.7,
    high: 20,
    unit: "%",
    what: "of the clients have a resolver that keeps answers for longer",
    source: "Bhowmick et al., PAM 2023: 8.74 % of 8,524 resolvers",
    date: "2023-03",
  },
  staleSeconds: {
    low: 60,
    value: 300,
    high: 1800,
    unit: "s",
    what: "that such a resolver adds to the time to live",
    source: "assumption",
    date: "2026-11",
  },
  browserCacheSeconds: {
    low: 0,
    value: 60,
    high: 60,
    unit: "s",
    what: "that a browser keeps what its system resolved, at the most",
    source: "Chromium: kCacheEntryTTLSeconds (textslashplain.com)",
    date: "2024-06-24",
  },
  noticeSeconds: {
    low: 0,
    value: 15,
    high: 75,
    unit: "s",
    what: "until a client notices that its reply broke off",
    source: "assumption; 75 s of silence at the most in app/page/timing.ts",
    date: "2026-11",
  },
  askAgainPercent: {
    low: 0,
    value: 100,
    high: 100,
    unit: "%",
    what: "of those who got an error ask again by hand",
    source: "assumption: the most that the other side can get",
    date: "2026-11",
  },
  askAgainSeconds: {
    low: 5,
    value: 30,
    high: 120,
    unit: "s",
    what: "between two tries by hand, at the most",
    source: "assumption",
    date: "2026-11",
  },
} as const satisfies Readonly<Record<string, Assumption>>;

type LossOnlyKey = keyof typeof LOSS_ASSUMPTIONS;
export type LossAssumed = Readonly<Record<LossOnlyKey, number>>;
export type LossKey = AssumptionKey | LossOnlyKey;

/** What only some options take for given. */
const ONLY: Readonly<Partial<Record<AssumptionKey, (kind: OptionKind) => boolean>>> = {
  tokensPerCpuSecond: ({ containers }) => containers !== undefined,
  replicaStartSeconds: ({ containers }) => containers !== undefined,
  eksNodeSeconds: ({ containers }) => containers === "eks",
  aksNodeSeconds: ({ containers }) => containers === "aks",
  fargateSeconds: ({ containers }) => containers === "ecs",
  ecsMetricSeconds: ({ containers }) => containers === "ecs",
  lambdaInitSeconds: ({ functions, cloud }) => functions && cloud === "aws",
  lambdaIdleSeconds: ({ functions, cloud }) => functions && cloud === "aws",
  flexStartSeconds: ({ functions, cloud }) => functions && cloud === "azure",
  flexIdleSeconds: ({ functions, cloud }) => functions && cloud === "azure",
  queueSeconds: ({ functions }) => functions,
  postSeconds: ({ functions }) => functions,
  // What only prices are made of changes no loss.
  spotDiscountPercent: () => false,
  functionPriceFactor: () => false,
};

/** All that a loss takes for given with some options. */
export function lossKeysOf(kinds: readonly OptionKind[]): LossKey[] {
  const shared = Object.keys(ASSUMPTIONS) as AssumptionKey[];
  return [
    ...(Object.keys(LOSS_ASSUMPTIONS) as LossOnlyKey[]),
    ...shared.filter((key) => kinds.some((kind) => ONLY[key]?.(kind) ?? true)),
  ];
}

export function lossAssumption(key: LossKey): Assumption {
  return { ...ASSUMPTIONS, ...LOSS_ASSUMPTIONS }[key];
}

/** The assumptions' values, with others in their place. */
export function lossAssumed(own: Partial<LossAssumed> = {}): LossAssumed {
  return Object.fromEntries(
    Object.entries(LOSS_ASSUMPTIONS).map(([key, { value }]) => [
      key,
      own[key as LossOnlyKey] ?? value,
    ]),
  ) as unknown as LossAssumed;
}
