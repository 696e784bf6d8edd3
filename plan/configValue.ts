import { isMap, isScalar, isSeq, type Document, type Node } from "yaml";

/** One config value while it is read: `source` keeps a scalar as written (`1.30` is no number). */
export type ConfigValue = { readonly source: string } | { readonly tree: unknown };

/** A YAML node as the engine reads it: scalars keep their spelling, all else becomes plain data. */
export function valueOf(node: Node | null, document: Document): ConfigValue {
  if (isMap(node) || isSeq(node)) return { tree: node.toJS(document) };
  if (!isScalar(node) || node.value === null) return { source: "" };
  return { source: typeof node.value === "string" ? node.value : (node.source ?? "") };
}

/** True for Pulumi's form of an encrypted value, `{ secure: … }`. */
export function isSecure(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "secure";
}
