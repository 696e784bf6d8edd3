import { sum } from "../cost/estimate";
import { wholeDollars } from "../cost/money";
import type { Estimate } from "../cost/types";
import type { PlannedPair } from "../plan/pairs";
import { pairTable } from "../plan/tree/pairTable";
import type { Plan } from "../plan/types";

/** A pair with what its stacks cost. */
export function shownPair(
  pair: PlannedPair,
  priced: readonly { readonly planned: Plan; readonly cost: Estimate }[],
  view: { readonly width: number; readonly colour: boolean },
): string {
  const costs = pair.stacks.flatMap((stack) =>
    priced.filter(({ planned }) => planned.stack === stack),
  );
  const monthly = (chosen: typeof costs): string =>
    wholeDollars(sum(chosen.flatMap(({ cost }) => cost.lines)));
  return pairTable(pair, {
    ...view,
    costOf: (name) => monthly(costs.filter(({ planned }) => planned.stack === name)),
    together: monthly(costs),
  });
}
