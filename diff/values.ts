import { shorten } from "../plan/tree/text";
import type { Json } from "../plan/types";
import { paired } from "./named";
import type { PropertyChange } from "./types";

/** One line of a property that changes: what of it, and how. */
export interface ShownChange {
  readonly path: string;
  readonly old: string;
  readonly new: string;
}

const NOT_SET = "(not set)";
const LIVE = "(as it is)";
const LATER = "(known after up)";
const SECRET_CHANGED = "(secret)";

/**
 * What is shown of a property: of JSON in a text each value that differs, of a longer text the first
 * line that does.
 */
export function shownChanges(change: PropertyChange): ShownChange[] {
  const { path, old, new: now } = change;
  if (change.secret) return [{ path, old: SECRET_CHANGED, new: "(another one)" }];
  if (change.order) return [inOrder(path, old as string[], now as string[])];
  if (change.later) return [{ path, old: change.live ? LIVE : shown(old), new: LATER }];
  const [before, after] = [parsed(old), parsed(now)];
  if (before !== undefined && after !== undefined) return inside(path, before, after);
  if (typeof old === "string" && typeof now === "string" && (old + now).includes("\n")) {
    return [inText(path, old.split("\n"), now.split("\n"))];
  }
  return [{ path, old: shown(old), new: shown(now) }];
}

function inside(path: string, old: Json, now: Json): ShownChange[] {
  const { values, lists } = paired(old, now);
  return [
    ...values.flatMap(({ path: inner, old: before, now: after }) => {
      if (JSON.stringify(before) === JSON.stringify(after)) return [];
      return [{ path: `${path} → ${inner}`, old: shown(before), new: shown(after) }];
    }),
    ...lists
      .filter((list) => list.old.length === list.now.length && isMoved(list.old, list.now))
      .map((list) => inOrder(`${path} → ${list.path}`, list.old, list.now)),
  ];
}

/** Whether the same names are in another order. */
function isMoved(old: readonly string[], now: readonly string[]): boolean {
  return old.every((name) => now.includes(name)) && old.some((name, index) => name !== now[index]);
}

function inOrder(path: string, old: readonly string[], now: readonly string[]): ShownChange {
  return { path: `${path}, order`, old: shown(old.join(", ")), new: shown(now.join(", ")) };
}

function inText(path: string, old: readonly string[], now: readonly string[]): ShownChange {
  const first = now.findIndex((line, index) => line !== old[index]);
  const index = first < 0 ? now.length : first;
  return {
    path: `${path}, line ${index + 1}`,
    old: shown(old[index]?.trim()),
    new: shown(now[index]?.trim()),
  };
}

/** The object or list that a text holds as JSON; undefined for any other text. */
function parsed(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** A value on one line, without what a terminal or a page could take for a command. */
function shown(value: Json | undefined): string {
  if (value === undefined) return NOT_SET;
  const text = typeof value === "string" && value !== "" ? value : JSON.stringify(value);
  return shorten(text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " "), 200);
}
