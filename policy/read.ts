import { valueAt } from "../plan/valueAt";
import type { Json, JsonObject } from "../plan/types";
import type { Breach, Resource, StackBreach } from "./types";

/** A list; empty where there is none. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** An object; empty where there is none. */
export function object(value: Json | undefined): JsonObject {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

/** A text; empty where there is none. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** One value or a list of them, as a list of texts. */
export function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? list(value) : [value]).map(text).filter((each) => each !== "");
}

/** The value at a path like `spec.template.spec`. */
export function at(inputs: Json | undefined, path: string): Json | undefined {
  return inputs === undefined ? undefined : valueAt(inputs, path);
}

/** What JSON in a text says; undefined where the text is none, or not known yet. */
export function parsed(value: Json | undefined): Json | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** A flag, which some providers have as text. */
export function isFlag(value: Json | undefined, expected: boolean): boolean {
  return value === expected || value === String(expected);
}

/** Values that properties of a type must have: one, or one of several. */
export type Flags = Readonly<
  Record<string, readonly (readonly [path: string, ...values: (string | boolean)[]])[]>
>;

/** The properties of a resource that do not have their values. */
export function wrongFlags({ type, inputs }: Resource, flags: Flags): Breach[] {
  return (flags[type] ?? [])
    .filter(([path, ...values]) => !values.includes(at(inputs, path) as string | boolean))
    .map(([property, ...values]) => ({ property, rule: `must be ${values.join(" or ")}` }));
}

/** Resources of a type that none of another type depends on. */
export function withoutCompanion(
  resources: readonly Resource[],
  type: string,
  isCompanion: (resource: Resource) => boolean,
): Resource[] {
  const served = new Set(resources.filter(isCompanion).flatMap(({ dependsOn }) => dependsOn));
  return resources.filter((each) => each.type === type && !served.has(each.urn));
}

/** A breach of the resource as a whole. */
export function whole(resource: Resource, rule: string): StackBreach {
  return { resource, property: "", rule };
}
