import { comparePair, type Finding, type NamedSide } from "../shared/failover/pair";
import type { Side } from "../shared/failover/side";
import type { Plan } from "./types";

/** Two plans of which one names the other as its peer. */
export interface PlannedPair {
  readonly stacks: readonly [string, string];
  /** What each says of itself; absent where one has no peer of its own. */
  readonly sides?: readonly [NamedSide, NamedSide];
  readonly findings: readonly Finding[];
}

/** The pairs among some plans, each once. */
export function pairsAmong(plans: readonly Plan[]): PlannedPair[] {
  const pairs = new Map<string, PlannedPair>();
  for (const plan of plans) {
    const side = sideOf(plan);
    const peer = plans.find((other) => side && isNamed(side.peerStack, other));
    if (!side || !peer || peer === plan) continue;
    const stacks: [string, string] = [plan.stack, peer.stack];
    const key = JSON.stringify([...stacks].sort());
    if (!pairs.has(key)) pairs.set(key, pairOf(side, sideOf(peer), stacks));
  }
  return [...pairs.values()];
}

/** Peers that are named and not among the plans, each as a sentence. */
export function absentPeers(plans: readonly Plan[]): string[] {
  return plans.flatMap((plan) => {
    const side = sideOf(plan);
    if (!side || plans.some((other) => isNamed(side.peerStack, other))) return [];
    return [`${plan.stack} has ${side.peerStack} as its peer, which is not among these stacks.`];
  });
}

/** @param name of a stack, or organization/project/stack: no plan knows its organization */
function isNamed(name: string, { project, stack }: Plan): boolean {
  const parts = name.split("/");
  return parts.at(-1) === stack && (parts.length === 1 || parts.at(-2) === project);
}

function pairOf(
  side: NamedSide,
  peer: NamedSide | undefined,
  stacks: readonly [string, string],
): PlannedPair {
  if (peer) return { stacks, sides: [side, peer], findings: comparePair(side, peer) };
  const what = `${stacks[0]} has ${stacks[1]} as its peer, which has no failover of its own`;
  const fix = `Set failover of ${stacks[1]}, with failover.peerStack: ${stacks[0]}.`;
  return { stacks, findings: [{ level: "unequal", what, fix }] };
}

/** What a stack says of itself as a side of a pair; undefined where it is none. */
export function sideOf({ stack, outputs }: Plan): NamedSide | undefined {
  const side = outputs["failover"] as Side | undefined;
  return side && { ...side, stack };
}
