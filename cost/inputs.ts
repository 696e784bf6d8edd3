import { valueAt } from "../plan/valueAt";
import type { Json, JsonObject, PlannedResource } from "../plan/types";
import type { Context } from "./types";

/** A resource whose inputs do not say what its bill would follow: it is listed as not priced. */
export class CannotPrice extends Error {}

export function numberAt({ inputs }: { inputs: Json }, path: string, fallback?: number): number {
  const value = valueAt(inputs, path) ?? fallback;
  // Some providers' inputs hold numbers as text.
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new CannotPrice(`${path} is not a number`);
  }
  return number;
}

export function textAt({ inputs }: { inputs: Json }, path: string, fallback?: string): string {
  const value = valueAt(inputs, path) ?? fallback;
  if (typeof value !== "string") throw new CannotPrice(`${path} is not given`);
  return value;
}

/** A list, empty where there is none. */
export function listAt({ inputs }: { inputs: Json }, path: string): readonly JsonObject[] {
  const value = valueAt(inputs, path);
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

/** The one resource of a type that another is built on. */
export function partOf(
  resource: PlannedResource,
  type: string,
  { plan }: Context,
): PlannedResource {
  const found = ofType(plan.resources, type).find(({ urn }) => resource.dependsOn.includes(urn));
  if (!found) throw new CannotPrice(`no ${type} is among what it depends on`);
  return found;
}

export function ofType(resources: readonly PlannedResource[], type: string): PlannedResource[] {
  return resources.filter((resource) => resource.type === type);
}
