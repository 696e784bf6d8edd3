import { REPLACED, UPDATED } from "./rules/disruptions";
import type { Disruption, ResourceChange } from "./types";

/**
 * What a change takes with it: downtime, data or an address. What is only created, or stays, disrupts
 * nothing.
 */
export function disruptionsOf(
  change: Pick<ResourceChange, "type" | "operation" | "properties" | "first" | "kept">,
): Disruption[] {
  const { type, operation, properties } = change;
  switch (operation) {
    case "create":
    case "rename":
      return [];
    case "delete":
      return change.kept ? [] : [...(REPLACED[type] ?? [])];
    case "may-replace":
    case "replace":
      return [...(REPLACED[type] ?? [])];
    case "update": {
      const rules = UPDATED[type] ?? [];
      return rules.flatMap(({ path, ...disruption }) =>
        properties.some(
          (property) => property.path === path || property.path.startsWith(`${path}.`),
        )
          ? [disruption]
          : [],
      );
    }
  }
}
