import type { PlannedResource } from "../plan/types";
import { ofType } from "./inputs";
import type { Charge, Context, Range } from "./types";
import type { UsageKey } from "./usage";

/** A quantity that does not scale. */
export function just(count: number): Range {
  return { least: count, most: count };
}

export function each({ least, most }: Range, change: (count: number) => number): Range {
  return { least: change(least), most: change(most) };
}

export function times(range: Range, factor: number): Range {
  return each(range, (count) => count * factor);
}

export function charge(price: string, what: string, quantity: Range = just(1)): Charge {
  return { price, what, quantity };
}

/** Spot prices move all day, so that an assumed discount from the list price stands in for them. */
export function spot(part: Charge, { usage }: Context): Charge {
  return { ...part, discountPercent: usage.spotDiscountPercent };
}

/** A group without spot, for example, needs no line that says so. */
export function isUsed({ quantity }: Charge): boolean {
  return quantity.most > 0;
}

/**
 * A charge for the use that is assumed of a whole stack.
 * @param factor units of the price for one of what is assumed; default 1
 */
export function used(
  price: string,
  what: string,
  usage: UsageKey,
  context: Context,
  factor = 1,
): Charge {
  return { ...charge(price, what, just(context.usage[usage] * factor)), usage };
}

/** A resource's share of a use that all of its type in the plan have together. */
export function shareOf({ type }: PlannedResource, { plan }: Context): number {
  return 1 / ofType(plan.resources, type).length;
}
