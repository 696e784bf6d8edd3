import { PlanError } from "../plan/errors";

interface Assumption {
  /** The value that is used when the user gives none. */
  readonly value: number;
  readonly unit: string;
  readonly what: string;
  /** Default: no limit. */
  readonly most?: number;
}

/**
 * What is assumed of a month where the bill follows the use. The values are round numbers for a
 * small chatbot, measured nowhere: they show where money would go, and are there to be overridden.
 */
export const ASSUMPTIONS = {
  requests: { value: 1_000_000, unit: "requests", what: "to the load balancer or Front Door" },
  dataGb: { value: 100, unit: "GB", what: "through the load balancer or Front Door" },
  lcu: { value: 1, unit: "capacity units", what: "of an ALB, on average" },
  natGb: { value: 50, unit: "GB", what: "through all NAT gateways" },
  endpointGb: { value: 20, unit: "GB", what: "through all interface and private endpoints" },
  logGb: { value: 10, unit: "GB", what: "of logs taken in" },
  accessLogGb: { value: 1, unit: "GB", what: "kept in all buckets of access logs" },
  imageGb: { value: 5, unit: "GB", what: "of images kept" },
  backupGb: { value: 1, unit: "GB", what: "of snapshots of the session store kept" },
  packageGb: { value: 1, unit: "GB", what: "kept in all storage accounts" },
  observations: { value: 50_000_000, unit: "observations", what: "by Container Insights of EKS" },
  containerMetrics: { value: 20, unit: "metrics", what: "by Container Insights of ECS" },
  samples: { value: 100_000_000, unit: "samples", what: "taken in by managed Prometheus" },
  secretReads: { value: 100_000, unit: "calls", what: "to Secrets Manager or Key Vault" },
  keyRequests: { value: 100_000, unit: "calls", what: "to KMS" },
  queueRequests: { value: 500_000, unit: "calls", what: "to all queues" },
  dnsQueries: { value: 1_000_000, unit: "queries", what: "that Traffic Manager answers" },
  events: { value: 100_000, unit: "events", what: "that the webhook takes" },
  eventSeconds: { value: 1, unit: "seconds", what: "that a function needs for an event" },
  spotDiscountPercent: {
    value: 50,
    unit: "percent",
    what: "that spot capacity costs less than on demand",
    most: 100,
  },
} satisfies Readonly<Record<string, Assumption>>;

export type UsageKey = keyof typeof ASSUMPTIONS;
export type Usage = Readonly<Record<UsageKey, number>>;

const KEYS = Object.keys(ASSUMPTIONS) as UsageKey[];

/** The assumptions with a user's own values in their place. */
export function usageWith(own: Readonly<Partial<Usage>> = {}): Usage {
  return Object.fromEntries(
    KEYS.map((key) => [key, own[key] ?? ASSUMPTIONS[key].value]),
  ) as unknown as Usage;
}

/**
 * Reads overrides; a later one of the same key wins.
 * @param entries as given: keys and values, each with where it comes from, as `--usage`
 * @throws UsageValueError with every problem at once
 */
export function readUsage(
  entries: readonly { readonly from: string; readonly key: string; readonly value: unknown }[],
): Partial<Usage> {
  const problems: string[] = [];
  const own: Partial<Record<UsageKey, number>> = {};
  for (const { from, key, value } of entries) {
    if (!isKey(key)) {
      problems.push(`${from}: ${key} is no assumption. Choose one of: ${KEYS.join(", ")}.`);
      continue;
    }
    const most = (ASSUMPTIONS[key] as Assumption).most ?? Number.POSITIVE_INFINITY;
    const range = most === Number.POSITIVE_INFINITY ? "from 0" : `from 0 to ${most}`;
    if (typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= most) {
      own[key] = value;
    } else {
      const rule = `must be a number ${range}`;
      const fix = `Give a plain number of ${ASSUMPTIONS[key].unit}, like ${ASSUMPTIONS[key].value}.`;
      problems.push(`${from}: ${key}: ${JSON.stringify(value)} ${rule}. ${fix}`);
    }
  }
  if (problems.length > 0) throw new UsageValueError(problems.join("\n"));
  return own;
}

/** Assumptions that cannot be read; the message has one line and its fix for each problem. */
class UsageValueError extends PlanError {
  override readonly name = "UsageValueError";
}

function isKey(key: string): key is UsageKey {
  return Object.hasOwn(ASSUMPTIONS, key);
}
