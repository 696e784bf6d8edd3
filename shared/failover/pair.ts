import type { Side } from "./side";

/** A side with the name of its stack. */
export interface NamedSide extends Side {
  readonly stack: string;
}

/** What is to be said of a pair. */
export interface Finding {
  /**
   * `wrong` is never right; `unequal` cannot be helped while two stacks are changed one after the
   * other; `known` needs no change.
   */
  readonly level: "wrong" | "unequal" | "known";
  readonly what: string;
  /** What to do about it, as a whole sentence; absent where it is `known`. */
  readonly fix?: string;
}

/** Holds the two sides of a pair against each other. */
export function comparePair(one: NamedSide, other: NamedSide): Finding[] {
  return [
    ...peers(one, other),
    ...roles(one, other),
    ...records(one, other),
    ...regions(one, other),
    ...headroom(one, other),
    ...settings(one, other),
    ...hostNames(one, other),
  ];
}

/** The name of a stack without its organization and project. */
function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** Each side with the other one, both ways round. */
function bothWays(one: NamedSide, other: NamedSide) {
  return [
    [one, other],
    [other, one],
  ] as const;
}

function peers(one: NamedSide, other: NamedSide): Finding[] {
  return bothWays(one, other)
    .filter(([side, peer]) => shortName(side.peerStack) !== shortName(peer.stack))
    .map(([side, peer]) => ({
      level: "unequal",
      what: `failover.peerStack of ${side.stack} is ${side.peerStack}`,
      fix: `Set it to ${peer.stack}.`,
    }));
}

function roles(one: NamedSide, other: NamedSide): Finding[] {
  if (one.role !== other.role) return [];
  const level = one.role === "primary" ? "wrong" : "unequal";
  const wanted = one.role === "primary" ? "secondary" : "primary";
  const what = `${one.stack} and ${other.stack} are both ${one.role}`;
  return [{ level, what, fix: `Set failover.role: ${wanted} on one of them.` }];
}

function records(one: NamedSide, other: NamedSide): Finding[] {
  if (one.keepsName !== other.keepsName) return [];
  if (one.keepsName) {
    const what = `${one.stack} and ${other.stack} both keep the records of ${one.hostname}`;
    return [{ level: "unequal", what, fix: "Set failover.dns on one of them only." }];
  }
  const what = `neither ${one.stack} nor ${other.stack} keeps the records of ${one.hostname}, as failover.dns would`;
  return [{ level: "known", what }];
}

function regions(one: NamedSide, other: NamedSide): Finding[] {
  if (one.cloud !== other.cloud) return [];
  if (one.region === other.region) {
    const what = `${one.stack} and ${other.stack} are both in ${one.region} of ${one.cloud}, and would be lost together`;
    return [{ level: "wrong", what, fix: "Move one of them to another region or cloud." }];
  }
  const what = `${one.stack} and ${other.stack} are both on ${one.cloud}: together they outlive a region, and not the cloud`;
  return [{ level: "known", what }];
}

function headroom(one: NamedSide, other: NamedSide): Finding[] {
  const peak = Math.max(one.plannedPeak, other.plannedPeak);
  return [one, other]
    .filter(({ places }) => places < peak)
    .map(({ stack, places }) => ({
      level: "unequal",
      what: `${stack} carries ${places} chats at its largest, and the pair plans for ${peak}`,
      fix: `Raise gateway.maxReplicas of ${stack}, or lower failover.plannedPeak.`,
    }));
}

const EQUAL = [
  ["failover.hostname", "hostname"],
  ["failover.share", "share"],
  ["failover.plannedPeak", "plannedPeak"],
  ["gateway.image", "image"],
  ["gateway.auth", "auth"],
] as const;

function settings(one: NamedSide, other: NamedSide): Finding[] {
  return EQUAL.filter(([, field]) => one[field] !== other[field]).map(([key, field]) => ({
    level: "unequal",
    what: `${key} is ${one[field]} in ${one.stack}, and ${other[field]} in ${other.stack}`,
    fix: "Make them the same.",
  }));
}

function hostNames(one: NamedSide, other: NamedSide): Finding[] {
  return bothWays(one, other)
    .filter(([side, peer]) => side.peerHostname !== peer.ownHostname)
    .map(([side, peer]) => ({
      level: "unequal",
      what: `failover.peerHostname of ${side.stack} is ${side.peerHostname}, and ingress.hostname of ${peer.stack} is ${peer.ownHostname}`,
      fix: "Make them the same.",
    }));
}
