import type { Json } from "./types";

/** The value inside inputs at a path like `spec.ports.0.port`, or undefined. */
export function valueAt(inputs: Json, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (inner, key) => (inner as Record<string, Json> | null | undefined)?.[key],
      inputs,
    );
}
