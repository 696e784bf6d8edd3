import { createHash } from "node:crypto";
import { isAbsolute, relative, sep } from "node:path";

import {
  specialArchiveSig,
  specialAssetSig,
  specialResourceSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from "@pulumi/pulumi/runtime/rpc";

import { SECRET, type Json, type JsonObject } from "./types";

/** A value as it goes over the wire to the engine, with Pulumi's signature objects in it. */
export type Wire = Json;
export type WireObject = JsonObject;

export const UNKNOWN = unknownValue;

export function isObject(value: Wire | undefined): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Wire | undefined): value is readonly Wire[] {
  return Array.isArray(value);
}

function signature(value: WireObject): Wire | undefined {
  return value[specialSigKey];
}

/** Marks a value as secret, the way providers answer for a secret output. */
export function asSecret(value: Wire): WireObject {
  if (isObject(value) && signature(value) === specialSecretSig) return value;
  return { [specialSigKey]: specialSecretSig, value };
}

/** The value as a plan shows it: no secret, no reference, no absolute path, keys sorted. */
export function shown(value: Wire, projectDir: string): Json {
  if (isList(value)) return value.map((item) => shown(item, projectDir));
  if (!isObject(value)) return value;
  switch (signature(value)) {
    case specialSecretSig:
      return SECRET;
    case specialResourceSig:
      return referencedId(value);
    case specialAssetSig:
    case specialArchiveSig:
      return shownAsset(value, projectDir);
    default:
      return mapObject(value, (item) => shown(item, projectDir), true);
  }
}

function shownAsset(asset: WireObject, projectDir: string): Json {
  const { path, text, uri, assets } = asset;
  if (typeof path === "string") {
    const inProject = isAbsolute(path) ? relative(projectDir, path) : path;
    return `[file ${inProject.split(sep).join("/")}]`;
  }
  if (typeof text === "string") {
    return `[text sha256:${createHash("sha256").update(text).digest("hex").slice(0, 16)}]`;
  }
  if (isObject(assets)) return mapObject(assets, (item) => shown(item, projectDir), true);
  return `[uri ${typeof uri === "string" ? uri : ""}]`;
}

/** The value as a provider sees it: secrets opened, references replaced by ids. */
export function revealed(value: Wire): Json {
  if (isList(value)) return value.map(revealed);
  if (!isObject(value)) return value;
  if (signature(value) === specialSecretSig) return revealed(value["value"] ?? null);
  if (signature(value) === specialResourceSig) return referencedId(value);
  return mapObject(value, revealed);
}

/** The value as a provider answers it: secrets stay marked, references become ids. */
export function answered(value: Wire): Wire {
  if (isList(value)) return value.map(answered);
  if (!isObject(value)) return value;
  if (signature(value) === specialResourceSig) return referencedId(value);
  return mapObject(value, answered);
}

function referencedId(reference: WireObject): Wire {
  return reference["id"] ?? reference["urn"] ?? null;
}

/** The value at a property path like `a.b[0]["c.d"]`, or undefined. */
export function valueAtPath(value: Wire, path: string): Wire | undefined {
  const keys = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, word]) =>
      quoted === undefined ? (index ?? word ?? "") : String(JSON.parse(`"${quoted}"`)),
  );
  return keys.reduce<Wire | undefined>(
    (inner, key) => (inner as Record<string, Wire> | null | undefined)?.[key],
    value,
  );
}

/** Paths of all unknown values in Pulumi's property path syntax, sorted. */
export function unknownPaths(value: WireObject): string[] {
  return pathsOf(value, (leaf) => leaf === UNKNOWN);
}

/** Paths of the leaves that `matches` accepts, sorted. Secrets are opened, references are not. */
export function pathsOf(value: WireObject, matches: (leaf: Wire) => boolean): string[] {
  const found: string[] = [];
  const visit = (item: Wire, path: string): void => {
    if (isList(item)) {
      item.forEach((child, index) => visit(child, `${path}[${index}]`));
    } else if (!isObject(item)) {
      if (matches(item)) found.push(path);
    } else if (signature(item) === specialSecretSig) {
      visit(item["value"] ?? null, path);
    } else if (signature(item) === specialResourceSig) {
      visit(referencedId(item), path);
    } else {
      for (const [key, child] of Object.entries(item)) visit(child, joinPath(path, key));
    }
  };
  visit(value, "");
  return found.sort();
}

/** Appends a key to a property path: `a.b`, or `a["b.c"]` where the key is no plain word. */
export function joinPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * Completes what a program gave (`inputs`) with what a provider adds (`outputs`): an input always
 * stands, and what only the provider knows comes from `added`.
 */
export function completed(
  inputs: WireObject,
  outputs: WireObject,
  added: (output: Wire) => Wire,
): Record<string, Wire> {
  const result: Record<string, Wire> = { ...inputs };
  for (const [key, output] of Object.entries(outputs)) {
    const input = inputs[key];
    result[key] = input === undefined ? added(output) : completedValue(input, output, added);
  }
  return result;
}

function completedValue(input: Wire, output: Wire, added: (output: Wire) => Wire): Wire {
  if (isList(input) && isList(output) && input.length === output.length) {
    return input.map((item, index) => completedValue(item, output[index] ?? null, added));
  }
  if (!isObject(input) || !isObject(output) || specialSigKey in input) return input;
  return completed(input, output, added);
}

function mapObject(
  value: WireObject,
  change: (item: Wire) => Json,
  sorted = false,
): Record<string, Json> {
  const keys = sorted ? Object.keys(value).sort() : Object.keys(value);
  return Object.fromEntries(keys.map((key) => [key, change(value[key] ?? null)]));
}
