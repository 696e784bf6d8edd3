import { SECRET, type Json, type PlannedResource, type Trace } from "../plan/types";
import { classify } from "./classify";
import { covers, leavesOf } from "./leaves";
import { paired, type NamedList, type ValuePair } from "./named";
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

/** A value of both sides, with the place that each has it in. */
type Place = Pick<ValuePair, "path" | "oldPath" | "newPath">;

/**
 * The properties that change, those that replace first, else by path. What changes is found out by the
 * places in lists, as the engine and the providers do; it is told by the names of their elements.
 */
export function changedProperties(pair: Pair): PropertyChange[] {
  // What one side takes as a whole, the other must too.
  const whole = new Set([...Object.keys(pair.oldTraces), ...Object.keys(pair.newTraces)]);
  const olds = leavesOf(pair.old.inputs, whole);
  const news = leavesOf(pair.new.inputs, whole);
  const paths = [...new Set([...olds.keys(), ...news.keys()])];
  const inPlaces = paths.flatMap((path) => {
    const place = { path, oldPath: path, newPath: path };
    return changeOf(place, olds.get(path), news.get(path), pair) ?? [];
  });
  const named = inPlaces.length === 0 ? [] : byName(inPlaces, whole, pair);
  // Names only tell: they neither hide a change nor make it less than it is.
  const changes = mostOf(named) <= mostOf(inPlaces) ? named : inPlaces;
  return changes.sort((a, b) => rankOf(a) - rankOf(b));
}

const RANKS: readonly Verdict[] = ["replace", "may-replace", "in-place"];

/** The same changes by name: a list of which only the order is another one is told as that. */
function byName(
  inPlaces: readonly PropertyChange[],
  whole: ReadonlySet<string>,
  pair: Pair,
): PropertyChange[] {
  const { oldTraces, newTraces } = pair;
  const { values, lists } = paired(pair.old.inputs, pair.new.inputs, (oldPath, newPath) =>
    oldPath === newPath ? whole.has(oldPath) : oldPath in oldTraces || newPath in newTraces,
  );
  const named = values.flatMap(({ old, now, ...place }) => changeOf(place, old, now, pair) ?? []);
  const moved = lists
    .filter(({ old, now }) => common(old, now).join() !== common(now, old).join())
    .flatMap((list) => orderOf(list, inPlaces) ?? []);
  // What the engine makes of the places in a list that has lost or got an element is worse, at times.
  const worse = lists.flatMap((list) => {
    if (lists.some(({ path }) => list.path.startsWith(`${path}[`))) return [];
    const told = [...named, ...moved].filter(({ path }) => path.startsWith(list.path));
    const order = orderOf(list, inPlaces);
    return order && rankOf(order) < mostOf(told) ? [order] : [];
  });
  return [...named, ...moved, ...worse];
}

/** That the places in a list are other ones, with the worst that a change in it does. */
function orderOf(
  { path, oldPath, newPath, old, now }: NamedList,
  inPlaces: readonly PropertyChange[],
): PropertyChange | undefined {
  const [worst] = inPlaces
    .filter((change) => [oldPath, newPath].some((list) => change.path.startsWith(`${list}[`)))
    .sort((a, b) => rankOf(a) - rankOf(b));
  if (!worst) return undefined;
  const { verdict, why } = worst;
  return { path, old, new: now, order: true, verdict, ...(why !== undefined && { why }) };
}

/** The rank of the worst. */
function mostOf(changes: readonly PropertyChange[]): number {
  return Math.min(RANKS.length, ...changes.map(rankOf));
}

function rankOf({ verdict }: PropertyChange): number {
  return RANKS.indexOf(verdict);
}

/** The names of one list that the other has too. */
function common(names: readonly string[], others: readonly string[]): string[] {
  return names.filter((name) => others.includes(name));
}

function changeOf(
  place: Place,
  old: Json | undefined,
  now: Json | undefined,
  pair: Pair,
): PropertyChange | undefined {
  const { path, oldPath, newPath } = place;
  const at = now === undefined ? oldPath : newPath;
  if (pair.new.ignoreChanges.some((option) => covers(option, at))) return undefined;
  const trace = now === undefined ? undefined : pair.newTraces[newPath];
  const oldTrace = old === undefined ? undefined : pair.oldTraces[oldPath];
  const same = isSame(oldTrace, trace, old, now, pair);
  const moves = (trace?.from ?? []).map(pair.moves);
  if (same && moves.every((sure) => sure === "no")) return undefined;
  const opaque = !same && isOpaque(oldTrace, trace, pair);
  const unsure = (same || opaque) && !moves.includes("yes");
  const later = moves.some((sure) => sure !== "no") || isLater(trace, pair);
  const secret = old === SECRET || now === SECRET;
  const live = later && old !== undefined && (oldTrace?.from.length ?? 0) > 0;
  return {
    path,
    ...(!secret && !live && old !== undefined && { old }),
    ...(!secret && live && { live: true as const }),
    ...(!secret && !later && now !== undefined && { new: now }),
    ...(secret && { secret: true as const }),
    ...(later && now !== undefined && { later: true as const }),
    ...verdictOf(at, unsure, pair.new),
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

function isSame(
  before: Trace | undefined,
  after: Trace | undefined,
  old: Json | undefined,
  now: Json | undefined,
  pair: Pair,
): boolean {
  const { traced } = pair;
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
