import aws from "./rules/aws.json";
import azure from "./rules/azure.json";
import kubernetes from "./rules/kubernetes.json";
import others from "./rules/others.json";
import type { JsonObject } from "../plan/types";
import type { Verdict } from "./types";

interface Rules {
  /** Where this is from: a file of the provider, at a revision. */
  readonly source: string;
  /** Properties whose change replaces the resource, with all below them. */
  readonly replaces: readonly string[];
  /** Properties that are changed in place; `*` for all that the others do not name. */
  readonly inPlace: readonly string[];
  /** Properties of which it depends on the values, with why. */
  readonly mayReplace?: Readonly<Record<string, string | Conditional>>;
}

interface Conditional {
  readonly why: string;
  /** Inputs that make the change one in place. */
  readonly unless: JsonObject;
}

const RULES: Readonly<Record<string, Rules>> = { ...aws, ...azure, ...kubernetes, ...others };

export interface Classified {
  readonly verdict: Verdict;
  readonly why?: string;
}

/** Whether there are rules for a type. */
export function isKnown(type: string): boolean {
  return type in RULES;
}

/** Every type with rules, and where they are from. */
export function sources(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(RULES).map(([type, { source }]) => [type, source]));
}

/**
 * What the change of a property does. The longest rule that covers the path decides; what no rule
 * covers may replace, since nobody knows.
 * @param path like `networkProfile.podCidr` or `rules[0].cidr`
 * @param inputs of the resource as it is to be
 */
export function classify(type: string, path: string, inputs: JsonObject = {}): Classified {
  const rules = RULES[type];
  if (!rules) return { verdict: "may-replace", why: "nothing is known of this type" };
  for (let plain = withoutIndexes(path); plain !== ""; plain = parentOf(plain)) {
    const may = rules.mayReplace?.[plain];
    if (may !== undefined) return mayReplace(may, inputs);
    if (rules.replaces.includes(plain)) return { verdict: "replace" };
    if (rules.inPlace.includes(plain)) return { verdict: "in-place" };
  }
  if (rules.inPlace.includes("*")) return { verdict: "in-place" };
  return { verdict: "may-replace", why: "nothing is known of this property" };
}

function mayReplace(may: string | Conditional, inputs: JsonObject): Classified {
  if (typeof may === "string") return { verdict: "may-replace", why: may };
  const inPlace = Object.entries(may.unless).every(([key, value]) => inputs[key] === value);
  return inPlace ? { verdict: "in-place" } : { verdict: "may-replace", why: may.why };
}

/** Whether a change in a top-level input, whatever it is, is known to replace the resource. */
export function canReplace(type: string, property: string): boolean {
  return (RULES[type]?.replaces ?? []).some(
    (path) => path === property || path.startsWith(`${property}.`),
  );
}

/** `a[0].b["c.d"]` is `a.b`: no rule names an index or a key of a map. */
function withoutIndexes(path: string): string {
  return path.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, "");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}
