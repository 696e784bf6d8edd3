import type { Plan, PlannedResource } from "../plan/types";
import { leavesOf } from "./leaves";
import type { ResourceChange } from "./types";

/** The share of equal inputs from which a resource is taken for another one under a new name. */
const ALIKE = 0.6;

/**
 * Marks what is created in place of a resource that goes: of the same type, with mostly the same
 * inputs. It is what a rename without an alias looks like, and most often is one.
 */
export function withRenames(
  changes: readonly ResourceChange[],
  base: Plan,
  head: Plan,
): ResourceChange[] {
  const olds = new Map(base.resources.map((resource) => [resource.urn, resource]));
  const news = new Map(head.resources.map((resource) => [resource.urn, resource]));
  const free = changes.filter(({ operation }) => operation === "delete");
  return changes.map((change) => {
    const now = news.get(change.urn);
    if (change.operation !== "create" || !now) return change;
    const [best] = free
      .filter(({ type }) => type === change.type)
      .flatMap((gone) => {
        const old = olds.get(gone.urn);
        return old ? [{ gone, share: likeness(old, now) }] : [];
      })
      .sort((a, b) => b.share - a.share);
    if (!best || best.share < ALIKE) return change;
    free.splice(free.indexOf(best.gone), 1);
    return { ...change, inPlaceOf: best.gone.urn };
  });
}

/** The share of inputs that are the same on both sides, from 0 to 1. */
function likeness(old: PlannedResource, now: PlannedResource): number {
  const [olds, news] = [leavesOf(old.inputs), leavesOf(now.inputs)];
  const paths = new Set([...olds.keys(), ...news.keys()]);
  const equal = [...paths].filter(
    (path) => JSON.stringify(olds.get(path)) === JSON.stringify(news.get(path)),
  );
  return paths.size === 0 ? 1 : equal.length / paths.size;
}
