import { count, counted, percent } from "../../load/format";
import { ASSUMPTIONS } from "../options/assumptions";
import {
  bestOf,
  ENOUGH,
  servedInTime,
  type Comparison,
  type Goal,
  type Result,
} from "../options/verdict";
import type { Study } from "../study";
import { dollars, duration, range } from "./words";

const WORDS: Readonly<Record<Goal, string>> = {
  cost: "costs least",
  latency: "shows the first words soonest",
  simplicity: "is simplest to run",
};

/** Which option fits the goal, why, and what would change that, as sentences. */
export function verdict(comparison: Comparison, goal: Goal): string[] {
  const best = bestOf(comparison.results, goal);
  const enough = servedInTime(best) >= ENOUGH;
  const among = enough
    ? `of those that serve ${100 * ENOUGH} % of the chats in time`
    : "though none serves 99 % of the chats in time, and of those that serve most";
  return [
    `${best.kind.title} (${best.kind.id}) ${WORDS[goal]}, ${among}: ${figures(comparison, best)}.`,
    ...share(best),
    ...wholeReply(comparison, best),
    turns(comparison, goal),
  ];
}

function figures({ spreads }: Comparison, { kind, outcome, bill }: Result): string {
  const month = spreads.get(kind.id)?.month;
  const cost = month ? range(month.low, month.high, dollars) : dollars(bill.month);
  const words = outcome.firstWords ? duration(outcome.firstWords.p95) : "never";
  return `${cost} a month, first words within ${words} for 95 % of the chats, ${percent(outcome.served - outcome.late, outcome.chats)} in time`;
}

function share({ kind, outcome }: Result): string[] {
  if (kind.containers === undefined || !kind.functions) return [];
  const { overflow, chats } = outcome;
  return [
    `Both: ${percent(chats - overflow, chats)} of the chats on containers, and ${percent(overflow, chats)} (${count(overflow)}) on functions.`,
  ];
}

function wholeReply({ results }: Comparison, best: Result): string[] {
  if (best.kind.containers !== undefined) return [];
  const streaming = bestOf(
    results.filter(({ kind }) => kind.containers !== undefined),
    "cost",
  );
  return [
    `Functions post a reply when it is whole. Where people watch it grow, take ${streaming.kind.title} (${streaming.kind.id}), ${dollars(streaming.bill.month)} a month.`,
  ];
}

/** What would help functions that serve too few in time, where the stack's own limits hold them back. */
export function hints({ comparison, peakAtOnce }: Study): string[] {
  const short = comparison.results.filter(
    (result) => result.kind.containers === undefined && servedInTime(result) < ENOUGH,
  );
  return short.flatMap(({ kind, outcome }) => {
    const few = (1 - ENOUGH) * outcome.chats;
    const atOnce = counted(Math.ceil(peakAtOnce), "chat");
    return [
      ...(outcome.cut > few
        ? [
            `${kind.id}: functions.timeout ends ${percent(outcome.cut, outcome.chats)} of the chats.`,
          ]
        : []),
      ...(outcome.refused > few
        ? [
            `${kind.id}: functions.requestsPerSecond refuses ${percent(outcome.refused, outcome.chats)}.`,
          ]
        : []),
      ...(outcome.late > few
        ? [
            `${kind.id}: functions.maxConcurrency lets ${percent(outcome.late, outcome.chats)} wait for long; this traffic has up to ${atOnce} at once.`,
          ]
        : []),
    ];
  });
}

function turns({ turns: all }: Comparison, goal: Goal): string {
  const turning = all[goal];
  if (turning.length === 0) {
    return "No assumption changes that within its range, taken one at a time.";
  }
  const parts = turning.map(({ key, value, best }) => {
    const { what, unit } = ASSUMPTIONS[key];
    return `${best}, if ${count(value) === "0" ? value : value.toLocaleString("en-US")} ${unit} ${what}`;
  });
  return `It would be ${parts.join("; ")}.`;
}
