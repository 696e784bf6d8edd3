import type { Plan } from "./types";

/** The plan as stable JSON: two spaces, keys sorted at every level, a newline at the end. */
export function planJson(plan: Plan): string {
  return sortedJson(plan);
}

/** A value as JSON in the same way. */
export function sortedJson(value: object): string {
  return `${JSON.stringify(value, sortKeys, 2)}\n`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
