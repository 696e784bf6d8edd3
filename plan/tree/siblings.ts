import { highlight } from "./highlights";
import { isComponent, kindOf } from "./typeNames";
import type { PlannedResource } from "../types";

/** How many resources of one type are worth folding: more, when each line says more than a name. */
const FOLD = { bare: 3, marked: 5 };

/** The children of one parent in the order in which they are shown. */
export type Siblings = readonly (PlannedResource | readonly PlannedResource[])[];

/**
 * The children of a parent, resources before components, with many of a kind as a list of their
 * own. What is protected, or has children itself, stays by itself.
 * @param full whether nothing is folded
 */
export function siblings(
  children: readonly PlannedResource[],
  isParent: (resource: PlannedResource) => boolean,
  full: boolean,
): Siblings {
  const sorted = [...children].sort(inOrder);
  const folds = new Map<string, PlannedResource[]>();
  for (const child of sorted) {
    if (full || isComponent(child.type) || child.protect || isParent(child)) continue;
    folds.set(child.type, [...(folds.get(child.type) ?? []), child]);
  }
  for (const [type, members] of folds) {
    const marked = members.some((member) => highlight(member).length > 0);
    if (members.length < (marked ? FOLD.marked : FOLD.bare)) folds.delete(type);
  }
  const shown: (PlannedResource | readonly PlannedResource[])[] = [];
  for (const child of sorted) {
    const fold = folds.get(child.type);
    if (!fold?.includes(child)) shown.push(child);
    else if (fold[0] === child) shown.push(fold);
  }
  return shown;
}

function inOrder(a: PlannedResource, b: PlannedResource): number {
  return (
    Number(isComponent(a.type)) - Number(isComponent(b.type)) ||
    compare(kindOf(a.type), kindOf(b.type)) ||
    compare(a.type, b.type) ||
    compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
