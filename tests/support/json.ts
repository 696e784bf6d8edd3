import type { Json, JsonObject } from "../../plan/types";

/** A list in a plan; empty where there is none. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** An object in a plan; empty where there is none. */
export function asObject(value: Json | undefined): JsonObject {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

/** A text in a plan; empty where there is none. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A copy with one value changed, by its path with dots; undefined takes it away. */
export function withValue(value: JsonObject, path: string, to: Json | undefined): JsonObject {
  const copy = structuredClone(value) as Record<string, Json>;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((inner, key) => inner[key] as Record<string, Json>, copy);
  if (to === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = to;
  return copy;
}
