import type { Estimate } from "./types";

/** What a plan in JSON holds of its cost: the totals, and what is not in them. */
export function costSummary(estimate: Estimate): Omit<Estimate, "free" | "lines" | "stack"> {
  const { free: _free, lines: _lines, stack: _stack, ...summary } = estimate;
  return summary;
}
