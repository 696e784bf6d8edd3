import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import {
  specialArchiveSig,
  specialAssetSig,
  specialSecretSig,
  specialSigKey,
} from "@pulumi/pulumi/runtime/rpc";

import { digest } from "./digest";
import type { PlanMonitor } from "./monitor";
import { knownOrigin, origin, sourcesOf, type Origin, type Source } from "./origin";
import type { Comparison, Trace } from "./types";
import {
  isList,
  isObject,
  joinPath,
  revealed,
  UNKNOWN,
  type Wire,
  type WireObject,
} from "./values";

/** What a comparison needs of a plan's two passes. */
export function comparisonOf(up: PlanMonitor, preview: PlanMonitor, key: string): Comparison {
  const traces: Record<string, Record<string, Trace>> = {};
  const all: Record<string, Record<string, readonly string[]>> = {};
  for (const { urn, inputs, custom, request } of up.registrations.values()) {
    if (!custom || request === undefined) continue;
    const unsure = preview.registrations.get(urn)?.inputs ?? {};
    const dependencies = request.getPropertydependenciesMap();
    const found: Record<string, Trace> = {};
    const madeOf: Record<string, readonly string[]> = {};
    for (const [property, value] of Object.entries(inputs)) {
      const urns = dependencies.get(property)?.getUrnsList() ?? [];
      if (urns.length > 0) madeOf[property] = [...urns].sort();
      const sources = (): readonly Source[] => sourcesOf(urns, up, preview);
      new Tracer(sources, key, found).visit(value, unsure[property], joinPath("", property), false);
    }
    if (Object.keys(found).length > 0) traces[urn] = found;
    if (Object.keys(madeOf).length > 0) all[urn] = madeOf;
  }
  return { format: 1, dependencies: all, traces };
}

/** Walks through a property of both passes at once. */
class Tracer {
  constructor(
    private readonly sources: () => readonly Source[],
    private readonly key: string,
    private readonly found: Record<string, Trace>,
  ) {}

  visit(value: Wire, unsure: Wire | undefined, path: string, secret: boolean): void {
    if (isSecret(value)) {
      this.visit(inside(value), isSecret(unsure) ? inside(unsure) : unsure, path, true);
    } else if (isSecret(unsure)) {
      this.visit(value, inside(unsure), path, secret);
    } else if (unsure === UNKNOWN) {
      this.note(path, secret, origin(revealed(value), this.sources()));
    } else if (isAsset(value)) {
      this.note(path, true, { from: [], text: contentOf(value) });
    } else if (secret) {
      this.note(path, true, { from: [], text: JSON.stringify(revealed(value)) });
    } else if (isList(value)) {
      value.forEach((item, index) =>
        this.visit(item, isList(unsure) ? unsure[index] : undefined, `${path}[${index}]`, false),
      );
    } else if (isObject(value) && !(specialSigKey in value)) {
      const other: WireObject = isObject(unsure) ? unsure : {};
      for (const [key, item] of Object.entries(value)) {
        this.visit(item, other[key], joinPath(path, key), false);
      }
    } else if (typeof value === "string") {
      // A name that a provider generated is known at once, but is another one for another resource.
      const known = knownOrigin(value, this.sources());
      if (known.from.length > 0) this.note(path, false, known);
    }
  }

  private note(path: string, hidden: boolean, { from, text }: Origin) {
    this.found[path] = hidden ? { from, digest: digest(this.key, text) } : { from, text };
  }
}

function isSecret(value: Wire | undefined): value is WireObject {
  return isObject(value) && value[specialSigKey] === specialSecretSig;
}

function inside(secret: WireObject): Wire {
  return secret["value"] ?? null;
}

function isAsset(value: Wire): value is WireObject {
  if (!isObject(value)) return false;
  const signature = value[specialSigKey];
  return signature === specialAssetSig || signature === specialArchiveSig;
}

/** A text that is another one when the content of an asset or archive is. */
function contentOf(asset: WireObject): string {
  const { path } = asset;
  if (typeof path !== "string") return JSON.stringify(asset);
  const hash = createHash("sha256");
  addFile(hash, path);
  return hash.digest("hex");
}

function addFile(hash: Hash, path: string): void {
  if (!statSync(path).isDirectory()) {
    hash.update(readFileSync(path)).update("\0");
    return;
  }
  for (const name of readdirSync(path).sort()) {
    hash.update(`${name}\0`);
    addFile(hash, join(path, name));
  }
}
