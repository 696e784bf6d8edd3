import type { PlanMonitor } from "./monitor";
import type { Json } from "./types";
import { pathsOf, revealed, UNKNOWN, valueAtPath, type WireObject } from "./values";

/** What the cloud or its provider decides of a resource, and the look-alike that stands for it. */
export interface Source {
  /** `<urn>#<output>`. */
  readonly name: string;
  /** Absent for whatever else there is of the resource. */
  readonly value?: Json;
  /** A first preview does not know it; what it knows of the provider's are generated names. */
  readonly later: boolean;
  /** The program gave the same text: where it stands in a longer one, nobody knows whose it is. */
  readonly ambiguous: boolean;
}

/** What a value is made of, as a `Trace` has it. */
export interface Origin {
  readonly from: readonly string[];
  readonly text: string;
}

/** A shorter text could be in another one by chance. */
const LEAST_PART = 5;

type Pass = Pick<PlanMonitor, "states" | "registrations">;

/** All that is decided elsewhere of these resources, the longest look-alike first. */
export function sourcesOf(urns: readonly string[], up: Pass, preview: Pass): Source[] {
  const sources = urns.flatMap((urn) => [
    ...outputsOf(urn, up, preview),
    { name: `${urn}#*`, later: true, ambiguous: false },
  ]);
  return sources.sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1));
}

function outputsOf(urn: string, up: Pass, preview: Pass): Source[] {
  const state = revealed(up.states.get(urn) ?? {}) as WireObject;
  const inputs = revealed(up.registrations.get(urn)?.inputs ?? {}) as WireObject;
  const unknown = pathsOf(preview.states.get(urn) ?? {}, (leaf) => leaf === UNKNOWN);
  const isLater = (path: string): boolean =>
    unknown.some((start) => path.startsWith(start) && /^([.[]|$)/.test(path.slice(start.length)));
  const given = pathsOf(inputs, () => true).filter((path) => !isLater(path));
  const texts = new Set(given.map((path) => valueAtPath(inputs, path)));
  return pathsOf(state, () => true).flatMap((path) => {
    const value = valueAtPath(state, path);
    if (value === undefined || given.includes(path)) return [];
    const later = isLater(path);
    // On Azure `name` is an output alone: the program gives it as another input.
    const ambiguous = path !== "name" && texts.has(value);
    return [{ name: `${urn}#${path}`, value, later, ambiguous }];
  });
}

/** What a value that a first preview does not know is made of. */
export function origin(value: Json, sources: readonly Source[]): Origin {
  const whole = sources.find((source) => source.later && same(source.value, value));
  if (whole) return { from: [whole.name], text: "{0}" };
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const parts = partsIn(decoded(text), sources);
  if (parts.from.length > 0) return parts;
  // Something is made of it, such as a digest: any change of what it depends on may change it.
  const from = sources.filter(({ value }) => value === undefined).map(({ name }) => name);
  return { from, text };
}

/** What a value that a first preview knows takes from the names that providers generate. */
export function knownOrigin(text: string, sources: readonly Source[]): Origin {
  return partsIn(
    text,
    sources.filter(({ later }) => !later),
  );
}

/** A text with `{0}`, `{1}` and so on for the outputs that are spelled out in it. */
function partsIn(whole: string, sources: readonly Source[]): Origin {
  let text = whole;
  const from: string[] = [];
  for (const { name, value, ambiguous } of sources) {
    if (ambiguous || typeof value !== "string" || value.length < LEAST_PART) continue;
    if (!text.includes(value)) continue;
    text = text.replaceAll(value, `{${from.length}}`);
    from.push(name);
  }
  return { from, text };
}

/** What is inside a text that is base64, as user data is; any other text as it is. */
function decoded(text: string): string {
  if (text.length < 16 || text.length % 4 > 0 || !/^[A-Za-z0-9+/]+=*$/.test(text)) return text;
  const inside = Buffer.from(text, "base64").toString("utf8");
  return inside.includes("\uFFFD") ? text : inside;
}

/** A number is often taken as text. */
function same(a: Json | undefined, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || (typeof a === "number" && String(a) === b);
}

function size({ value }: Source): number {
  return typeof value === "string" ? value.length : 0;
}
