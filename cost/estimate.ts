import { isComponent } from "../plan/tree/typeNames";
import type { Plan, PlannedResource } from "../plan/types";
import { CannotPrice } from "./inputs";
import { GLOBAL, PriceBook, REFERENCE_REGIONS, UNITS, type Provider } from "./priceBook";
import { AWS } from "./rules/aws";
import { AWS_COMPUTE } from "./rules/awsCompute";
import { AZURE } from "./rules/azure";
import { AZURE_KUBERNETES } from "./rules/azureKubernetes";
import { freeBecause } from "./rules/free";
import type { Charge, Context, Estimate, Line, Range, Rule, Unpriced, Verdict } from "./types";
import { usageWith, type Usage } from "./usage";

const RULES: Readonly<Record<string, Rule>> = {
  ...AWS,
  ...AWS_COMPUTE,
  ...AZURE,
  ...AZURE_KUBERNETES,
};

/** Whether a resource of the type has a rule, or is known to cost nothing. */
export function isClassified(type: string): boolean {
  return isComponent(type) || RULES[type] !== undefined || freeBecause(type) !== undefined;
}

/** Every type that has a rule. */
export function pricedTypes(): string[] {
  return Object.keys(RULES);
}

/** What a plan costs a month: every resource but components is priced, free or listed as neither. */
export function estimate(
  plan: Plan,
  book: PriceBook = new PriceBook(),
  usage: Usage = usageWith(),
): Estimate {
  const lines: Line[] = [];
  const free: { urn: string; type: string; why: string }[] = [];
  const unpriced: Unpriced[] = [];
  for (const resource of plan.resources) {
    // What is only read is billed to whom it belongs.
    if (isComponent(resource.type) || resource.read) continue;
    const { urn, type } = resource;
    const verdict = judge(resource, { plan, usage });
    if (verdict instanceof CannotPrice) unpriced.push({ urn, type, why: verdict.message });
    else if (typeof verdict === "string") free.push({ urn, type, why: verdict });
    else {
      for (const charge of verdict) {
        const priced = priceOf(charge, resource, regionOf(plan, type), book);
        if ("why" in priced) unpriced.push(priced);
        else lines.push(priced);
      }
    }
  }
  return {
    stack: plan.stack,
    currency: "USD",
    region: plan.platform?.region ?? null,
    pricedAs: standIns(lines, plan),
    priceDates: datesOf(lines),
    totals: {
      fixed: sum(lines.filter((line) => line.usage === undefined)),
      usage: sum(lines.filter((line) => line.usage !== undefined)),
      all: sum(lines),
    },
    lines,
    free,
    unpriced,
    usage,
  };
}

/**
 * Parts of a dollar that amounts are counted in: with cents, a use that many resources share would
 * not add up to what it is as one.
 */
const PARTS = 10_000;

/** The sum of lines, in whole parts, so that it is exactly the sum of what they say. */
export function sum(lines: readonly Pick<Line, "monthly">[]): Range {
  const add = (bound: keyof Range): number =>
    lines.reduce((total, { monthly }) => total + Math.round(monthly[bound] * PARTS), 0) / PARTS;
  return { least: add("least"), most: add("most") };
}

function judge(resource: PlannedResource, context: Context): Verdict | CannotPrice {
  const rule = RULES[resource.type];
  try {
    if (rule) {
      const verdict = rule(resource, context);
      return verdict.length > 0 ? verdict : "none of it would run";
    }
    return freeBecause(resource.type) ?? new CannotPrice("no rule for this type");
  } catch (error) {
    if (error instanceof CannotPrice) return error;
    throw error;
  }
}

function providerOf(type: string): Provider {
  return type.startsWith("azure") ? "azure" : "aws";
}

function regionOf(plan: Plan, type: string): string {
  return plan.platform?.region ?? REFERENCE_REGIONS[providerOf(type)];
}

function priceOf(
  charge: Charge,
  { urn, type }: PlannedResource,
  region: string,
  book: PriceBook,
): Line | Unpriced {
  const { what, quantity, usage, discountPercent = 0 } = charge;
  const price = book.find(providerOf(type), charge.price, region);
  if (!price) return { urn, type, why: `no price ${charge.price} (${what})` };
  const unitPrice = price.price * (1 - discountPercent / 100);
  const month = (count: number): number =>
    Math.round(count * UNITS[price.unit] * unitPrice * PARTS) / PARTS;
  return {
    urn,
    type,
    what,
    quantity,
    unit: price.unit,
    unitPrice,
    monthly: { least: month(quantity.least), most: month(quantity.most) },
    ...(usage === undefined ? {} : { usage }),
    ...(charge.discountPercent === undefined ? {} : { discountPercent }),
    price: {
      id: price.id,
      region: price.region,
      ...(price.source === undefined ? {} : { source: price.source }),
      ...(price.date === undefined ? {} : { date: price.date }),
      verified: price.verified ?? true,
    },
  };
}

/** Regions other than the plan's own whose prices were used. */
function standIns(lines: readonly Line[], plan: Plan): string[] {
  const own = plan.platform?.region;
  const used = new Set(lines.map(({ price }) => price.region));
  return [...used].filter((region) => region !== own && region !== GLOBAL).sort();
}

function datesOf(lines: readonly Line[]): Estimate["priceDates"] {
  const dates = lines.flatMap(({ price }) => price.date ?? []).sort();
  const [oldest] = dates;
  const newest = dates.at(-1);
  return oldest === undefined || newest === undefined ? null : { oldest, newest };
}
