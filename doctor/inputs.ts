import { valueAt } from "../plan/valueAt";
import type { Json, PlannedResource } from "../plan/types";

export function ofType(resources: readonly PlannedResource[], type: string): PlannedResource[] {
  return resources.filter((resource) => resource.type === type);
}

export function at(resource: PlannedResource | undefined, path: string): Json | undefined {
  return resource ? valueAt(resource.inputs, path) : undefined;
}

export function texts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? (value as Json[]) : [value]).filter(
    (each): each is string => typeof each === "string",
  );
}

export function number(value: Json | undefined, fallback: number): number {
  const found = Number(value ?? fallback);
  return Number.isFinite(found) ? found : fallback;
}
