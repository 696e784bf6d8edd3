import type { createColors } from "picocolors";

import type { Plan, PlannedResource } from "../types";

/** What a shown plan costs, in the words of who priced it. */
export interface ShownCosts {
  /** What all of it costs, as the end of a sentence; empty to say nothing. */
  readonly total: string;
  /** What a resource costs with all below it: `$15–$44`; empty to say nothing. */
  readonly of: (urn: string) => string;
}

/** What all parts of a shown plan share. */
export interface Page {
  readonly plan: Plan;
  readonly costs: ShownCosts;
  /** Columns that a line may fill. */
  readonly width: number;
  readonly colours: ReturnType<typeof createColors>;
  /** Whether each resource has a line of its own. */
  readonly full: boolean;
  readonly typeName: (type: string) => string;
  readonly shortName: (name: string) => string;
}

/**
 * Names without what all of a plan have in front, the name of the environment: nothing that tells
 * them apart. The resource that is called just that has an empty name.
 */
export function shortNames(resources: readonly PlannedResource[]): (name: string) => string {
  const names = resources
    .filter(({ type }) => type.startsWith("chatbot:"))
    .map(({ name }) => name.split("-"));
  const [first = [], ...others] = names;
  const different = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const prefix = (different < 0 ? first : first.slice(0, different)).join("-");
  return (name) => {
    if (prefix === "" || (name !== prefix && !name.startsWith(`${prefix}-`))) return name;
    return name.slice(prefix.length + 1);
  };
}

/** What a resource is called in the text of a plan: `iam.Role nodes`. */
export function label({ type, name }: PlannedResource, { typeName, shortName }: Page): string {
  return `${typeName(type)} ${shortName(name)}`.trimEnd();
}

/** `1 resource`, `2 resources`. */
export function counted(count: number): string {
  return count === 1 ? "1 resource" : `${count} resources`;
}
