import { wholeDollars } from "../cost/money";
import type { Capacity, NewViolation, Operation, Range, ResourceChange, StackDiff } from "./types";

/** The operations in the order in which they matter, with how each is called. */
export const OPERATIONS: readonly (readonly [Operation, string])[] = [
  ["replace", "replaced"],
  ["may-replace", "may be replaced"],
  ["delete", "deleted"],
  ["create", "created"],
  ["update", "updated"],
  ["rename", "renamed"],
];

/** `1 replaced, 3 updated`, or that nothing changes. */
export function countsOf(diff: StackDiff): string {
  const { changes, violations, notes, headError, baseError } = diff;
  const counts = OPERATIONS.flatMap(([operation, word]) => {
    const count = changes.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  if (headError !== undefined) return "does not plan";
  if (baseError !== undefined) return "not compared";
  if (counts.length > 0) return counts.join(", ");
  if (violations.length > 0) return "breaks a policy";
  return notes.length > 0 && changes.length === 0 ? "see its note" : "no change";
}

/** What the stack costs and how that changes, in US dollars a month. */
export function costOf({ base, head }: StackDiff): string {
  if (!head) return "";
  const unpriced = head.unpriced === 0 ? "" : `, ${head.unpriced} not priced`;
  if (!base) return `${wholeDollars(head.cost)}${unpriced}`;
  const [old, now] = [wholeDollars(base.cost), wholeDollars(head.cost)];
  const change = {
    least: head.cost.least - base.cost.least,
    most: head.cost.most - base.cost.most,
  };
  if (Math.abs(change.least) < 0.5 && Math.abs(change.most) < 0.5) return `${now}${unpriced}`;
  return `${old} → ${now} (${signed(change)})${unpriced}`;
}

function signed({ least, most }: Range): string {
  const text = (amount: number): string =>
    `${amount < 0 ? "−" : "+"}${wholeDollars({ least: Math.abs(amount), most: Math.abs(amount) })}`;
  return text(least) === text(most) ? text(most) : `${text(least)} to ${text(most)}`;
}

const CAPACITIES: readonly (readonly [keyof Capacity, string])[] = [
  ["nodes", "nodes"],
  ["replicas", "replicas"],
  ["chats", "chats at once"],
];

/** `nodes 1–3 → 1–4, replicas 1–6, chats at once 100–600`. */
export function capacityText({ base, head }: StackDiff): string {
  return CAPACITIES.flatMap(([key, word]) => {
    const [old, now] = [base?.capacity[key], head?.capacity[key]].map((value) =>
      value === undefined ? "none" : rangeText(value),
    );
    if (old === "none" && now === "none") return [];
    const moved = base !== undefined && head !== undefined && old !== now;
    return [moved ? `${word} ${old ?? ""} → ${now ?? ""}` : `${word} ${(head ? now : old) ?? ""}`];
  }).join(", ");
}

function rangeText({ least, most }: Range): string {
  return least === most ? String(most) : `${least}–${most}`;
}

/** What stops `pulumi up` before it does anything: the protected resources that would go. */
export function refused({ changes }: StackDiff): readonly ResourceChange[] {
  return changes.filter((change) => change.refused);
}

/** `aws-imdsv2: LaunchTemplate nodes: metadataOptions.httpTokens must be required`, by level. */
export function violationsIn({ violations }: StackDiff, level: NewViolation["level"]): string[] {
  return violations
    .filter((violation) => violation.level === level)
    .map(({ policy, label, property, rule }) =>
      [`${policy}: ${label}:`, property, rule].filter(Boolean).join(" "),
    );
}

/** What happens to the replaced resource, beside its properties. */
export function orderText({ first, operation }: ResourceChange): string {
  if (first === undefined) return "";
  const may = operation === "may-replace" ? "if so, " : "";
  return first === "old" ? `${may}the old one goes first` : `${may}the new one comes first`;
}

/** Resources that are replaced only because others are, by these. */
export function companions(changes: readonly ResourceChange[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { label, replacedWith } of changes.filter(isCompanion)) {
    const others = [...new Set(replacedWith)].join(", ");
    groups.set(others, [...(groups.get(others) ?? []), label]);
  }
  return groups;
}

/** Resources with a reason of their own, those first whose own config is changed. */
export function alone(changes: readonly ResourceChange[]): ResourceChange[] {
  const follows = ({ properties }: ResourceChange): number =>
    properties.some(({ verdict, later }) => verdict !== "in-place" && later !== true) ? 0 : 1;
  return changes.filter((change) => !isCompanion(change)).sort((a, b) => follows(a) - follows(b));
}

function isCompanion({ properties, replacedWith }: ResourceChange): boolean {
  return replacedWith.length > 0 && properties.every(({ verdict }) => verdict === "in-place");
}

/** `downtime`, `lost data`, `another address`. */
const DISRUPTION_WORDS = {
  downtime: "downtime",
  data: "lost data",
  address: "another address",
} as const;

/** Disruptions with what they have in common said once: the same of many resources as one. */
export function disruptionsOf({
  changes,
}: StackDiff): { readonly what: string; readonly of: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { operation, label, disruptions } of changes) {
    const may = operation === "may-replace" ? "perhaps " : "";
    for (const { kind, what } of disruptions) {
      const text = `${may}${DISRUPTION_WORDS[kind]}: ${what}`;
      groups.set(text, [...(groups.get(text) ?? []), label]);
    }
  }
  return [...groups].map(([what, of]) => ({ what, of }));
}
