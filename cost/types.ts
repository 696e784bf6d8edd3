import type { Plan, PlannedResource } from "../plan/types";
import type { Unit } from "./priceBook";
import type { Usage, UsageKey } from "./usage";

/** The fewest and the most of something that scales; the same twice where it does not. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** One thing that a resource is billed for. */
export interface Charge {
  /** The id of its list price, such as `ec2/t4g.medium`. */
  readonly price: string;
  /** What is paid for, in a few words. */
  readonly what: string;
  /** How many: machines and the like at once for an hour, day or month; else units in a month. */
  readonly quantity: Range;
  /** The assumption that the quantity follows; absent where the plan itself tells it. */
  readonly usage?: UsageKey;
  /** The share of the list price that is left out, in percent; default 0. */
  readonly discountPercent?: number;
}

/** What a rule knows besides its resource. */
export interface Context {
  readonly plan: Plan;
  readonly usage: Usage;
}

/** What a resource is billed for, or why it costs nothing. */
export type Verdict = readonly Charge[] | string;

/** @throws CannotPrice where the inputs do not say what the bill would follow */
export type Rule = (resource: PlannedResource, context: Context) => Verdict;

/** A resource's charge with its price: one line of the estimate. All amounts are US dollars. */
export interface Line {
  readonly urn: string;
  readonly type: string;
  readonly what: string;
  readonly quantity: Range;
  readonly unit: Unit;
  /** Per unit, after the discount. */
  readonly unitPrice: number;
  /** Rounded to a hundredth of a cent. */
  readonly monthly: Range;
  readonly usage?: UsageKey;
  /** Spot capacity: the price follows an assumption. */
  readonly discountPercent?: number;
  readonly price: {
    readonly id: string;
    readonly region: string;
    readonly source?: string;
    readonly date?: string;
    readonly verified: boolean;
  };
}

/** What a plan costs a month. All amounts are US dollars. */
export interface Estimate {
  readonly stack: string;
  readonly currency: "USD";
  /** Where the plan runs; null where it does not say. */
  readonly region: string | null;
  /** Other regions whose prices stand in where there are none for this one. */
  readonly pricedAs: readonly string[];
  /** Days of the oldest and the newest price used; null without any. */
  readonly priceDates: { readonly oldest: string; readonly newest: string } | null;
  readonly totals: {
    /** What runs all the time. */
    readonly fixed: Range;
    /** What follows the use, as assumed. */
    readonly usage: Range;
    readonly all: Range;
  };
  readonly lines: readonly Line[];
  readonly free: readonly { readonly urn: string; readonly type: string; readonly why: string }[];
  readonly unpriced: readonly Unpriced[];
  readonly usage: Usage;
}

export interface Unpriced {
  readonly urn: string;
  readonly type: string;
  /** Why: the price that is missing, or what the inputs do not say. */
  readonly why: string;
}
