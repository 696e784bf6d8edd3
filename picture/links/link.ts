import type { Parts } from "../parts";
import type { Resources } from "../resources";
import type { Link, Part } from "../types";

/** What the finders of links look at. */
export interface Scene {
  readonly resources: Resources;
  readonly parts: Parts;
}

/** What was found: arrows, and what stands outside of the plan at their ends. */
export interface Found {
  readonly links: readonly Link[];
  readonly outside?: readonly Part[];
}

/** A link between the parts of two resources; nothing where one of them has none, or both the same. */
export function between(
  from: string | undefined,
  to: string | undefined,
  label: string,
  kind: Link["kind"] = "traffic",
): Link[] {
  if (from === undefined || to === undefined || from === to) return [];
  return [{ from, to, label, kind }];
}

/** Who comes from outside. */
export function people(id: string, title: string, ...lines: readonly string[]): Part {
  return { ...outside(id, title, ...lines), kind: "people" };
}

/** Something that the plan names and does not make. */
export function outside(id: string, title: string, ...lines: readonly string[]): Part {
  return { id: `outside ${id}`, kind: "outside", title, lines, own: [], urns: [] };
}
