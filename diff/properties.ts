import { SECRET, type Json, type PlannedResource, type Trace } from "../plan/types";
import { classify } from "./classify";
import { covers, leavesOf } from "./leaves";
import type { PropertyChange, Verdict } from "./types";

type Traces = Readonly<Record<string, Trace>>;

/** How sure it is that something changes. */
export type Sureness = "no" | "maybe" | "yes";

/** A resource on both sides, and what is known of what it refers to. */
export interface Pair {
  readonly old: PlannedResource;
  readonly new: PlannedResource;
  readonly oldTraces: Traces;
  readonly newTraces: Traces;
  /** Whether the base says where its values come from; an older one does not. */
  readonly traced: boolean;
  /** What a resource of the head was called in the base. */
  readonly oldUrn: (urn: string) => string;
  /** Whether an output, `<urn>#<output>` of the head, has another value after `pulumi up`. */
  readonly moves: (output: string) => Sureness;
}

/** The properties that change, those that replace first, else by path. */
export function changedProperties(pair: Pair): PropertyChange[] {
  // What one side takes as a whole, the other must too.
  const whole = new Set([...Object.keys(pair.oldTraces), ...Object.keys(pair.newTraces)]);
  const olds = leavesOf(pair.old.inputs, whole);
  const news = leavesOf(pair.new.inputs, whole);
  const paths = [...new Set([...olds.keys(), ...news.keys()])];
  const changes = paths
    .filter((path) => !pair.new.ignoreChanges.some((option) => covers(option, path)))
    .flatMap((path) => changeOf(path, olds.get(path), news.get(path), pair) ?? []);
  const rank = ["replace", "may-replace", "in-place"];
  return changes.sort((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict));
}

function changeOf(
  path: string,
  old: Json | undefined,
  now: Json | undefined,
  pair: Pair,
): PropertyChange | undefined {
  const trace = pair.newTraces[path];
  const same = isSame(path, old, now, pair);
  const moves = (trace?.from ?? []).map(pair.moves);
  if (same && moves.every((sure) => sure === "no")) return undefined;
  const opaque = !same && isOpaque(pair.oldTraces[path], trace, pair);
  const unsure = (same || opaque) && !moves.includes("yes");
  const later = moves.some((sure) => sure !== "no") || isLater(trace, pair);
  const secret = old === SECRET || now === SECRET;
  const live = later && old !== undefined && (pair.oldTraces[path]?.from.length ?? 0) > 0;
  return {
    path,
    ...(!secret && !live && old !== undefined && { old }),
    ...(!secret && live && { live: true as const }),
    ...(!secret && !later && now !== undefined && { new: now }),
    ...(secret && { secret: true as const }),
    ...(later && now !== undefined && { later: true as const }),
    ...verdictOf(path, unsure, pair.new),
  };
}

function verdictOf(
  path: string,
  unsure: boolean,
  { type, inputs, replaceOnChanges = [] }: PlannedResource,
): { readonly verdict: Verdict; readonly why?: string } {
  const known = replaceOnChanges.some((option) => covers(option, path))
    ? { verdict: "replace" as const }
    : classify(type, path, inputs);
  if (!unsure || known.verdict !== "replace") return known;
  return { verdict: "may-replace", why: "it is made of what may be another one" };
}

function isSame(path: string, old: Json | undefined, now: Json | undefined, pair: Pair): boolean {
  const { oldTraces, newTraces, traced } = pair;
  const [before, after] = [oldTraces[path], newTraces[path]];
  if (before && after) {
    return (
      before.text === after.text &&
      before.digest === after.digest &&
      isMadeOfSame(before, after, pair)
    );
  }
  // A secret or a file that one side alone has a digest of: only an older base has none.
  if (after?.digest !== undefined && before === undefined && traced) return false;
  return JSON.stringify(old) === JSON.stringify(now);
}

/**
 * Whether two values differ for all one knows: each is made, by a digest or the like, of a resource
 * that has another name now, so that its look-alike differs in any case.
 */
function isOpaque(before: Trace | undefined, after: Trace | undefined, pair: Pair): boolean {
  if (!before || !after || !isMadeOfSame(before, after, pair)) return false;
  return after.from.some((output) => {
    const [urn = "", name = ""] = output.split("#");
    return name === "*" && pair.oldUrn(urn) !== urn;
  });
}

function isMadeOfSame(before: Trace, after: Trace, { oldUrn }: Pair): boolean {
  const from = after.from.map((output) => {
    const [urn = "", name = ""] = output.split("#");
    return `${oldUrn(urn)}#${name}`;
  });
  return before.from.join() === from.join();
}

/** Whether the value is made of what is yet to be created. */
function isLater(trace: Trace | undefined, { oldUrn }: Pair): boolean {
  return (trace?.from ?? []).some((output) => oldUrn(output.split("#")[0] ?? "") === "");
}
