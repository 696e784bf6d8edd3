import { pairsAmong } from "../plan/pairs";
import type { Plan } from "../plan/types";

/**
 * What is wrong between the two clouds of a pair, as notes of each of its stacks.
 * @param plans of the head's stacks, as far as they are compared: a pair is held together where both are
 */
export function pairNotes(plans: readonly Plan[]): (stack: string) => string[] {
  const pairs = pairsAmong(plans);
  return (stack) =>
    pairs
      .filter(({ stacks }) => stacks.includes(stack))
      .flatMap(({ findings }) => findings)
      .flatMap(({ what, fix }) => (fix === undefined ? [] : [`As a pair: ${what}. ${fix}`]));
}
