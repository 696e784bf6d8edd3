import { shorten } from "../plan/tree/text";
import type { Json } from "../plan/types";
import { leavesOf } from "./leaves";
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
  if (change.later) return [{ path, old: change.live ? LIVE : shown(old), new: LATER }];
  const [before, after] = [parsed(old), parsed(now)];
  if (before !== undefined && after !== undefined) return inside(path, before, after);
  if (typeof old === "string" && typeof now === "string" && (old + now).includes("\n")) {
    return [inText(path, old.split("\n"), now.split("\n"))];
  }
  return [{ path, old: shown(old), new: shown(now) }];
}

function inside(path: string, old: Json, now: Json): ShownChange[] {
  const [olds, news] = [leavesOf(old), leavesOf(now)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((inner) => {
    const [before, after] = [olds.get(inner), news.get(inner)];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ path: `${path} → ${inner}`, old: shown(before), new: shown(after) }];
  });
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
