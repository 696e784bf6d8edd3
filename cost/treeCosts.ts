import type { ShownCosts } from "../plan/tree/page";
import type { Plan } from "../plan/types";
import { sum } from "./estimate";
import { wholeDollars } from "./money";
import type { Estimate, Line } from "./types";

/** Less than this a month is not worth a place in the tree, in dollars. */
const LEAST_SHOWN = 0.5;

/**
 * What the tree of a plan shows of its cost: the total, and beside a resource what runs all the time
 * in it or below it.
 */
export function treeCosts(plan: Plan, estimate: Estimate): ShownCosts {
  const lines = linesByAncestor(plan, estimate);
  const of = (urn: string): string => shownCost(lines.get(urn) ?? []);
  return { total: total(estimate), of };
}

/** What resources cost together, as far as they run all the time: `$15–$44`, or empty for nothing. */
export function costsOf({ lines }: Estimate): (urns: readonly string[]) => string {
  return (urns) => {
    const all = new Set(urns);
    return shownCost(lines.filter(({ urn, usage }) => usage === undefined && all.has(urn)));
  };
}

function shownCost(lines: readonly Line[]): string {
  const cost = sum(lines);
  return cost.most < LEAST_SHOWN ? "" : wholeDollars(cost);
}

function total({ totals, pricedAs, lines, unpriced }: Estimate): string {
  if (lines.length === 0) return "";
  const use = totals.usage.most === 0 ? "" : ` and ${wholeDollars(totals.usage)} by use`;
  const where = pricedAs.length === 0 ? "" : ` at the prices of ${pricedAs.join(", ")}`;
  const rest = unpriced.length === 0 ? "" : `, ${unpriced.length} not priced`;
  return `about ${wholeDollars(totals.fixed)} a month${use}${where}${rest}`;
}

/** The lines of what runs all the time, under the resource and under all that it belongs to. */
function linesByAncestor(plan: Plan, estimate: Estimate): Map<string, Line[]> {
  const parents = new Map(plan.resources.map(({ urn, parent }) => [urn, parent]));
  const lines = new Map<string, Line[]>();
  for (const line of estimate.lines.filter(({ usage }) => usage === undefined)) {
    for (let urn: string | null = line.urn; urn !== null; urn = parents.get(urn) ?? null) {
      lines.set(urn, [...(lines.get(urn) ?? []), line]);
    }
  }
  return lines;
}
