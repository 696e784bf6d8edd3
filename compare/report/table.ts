import { count, percent } from "../../load/format";
import type { Comparison, Goal, Result } from "../options/verdict";
import { rows, wrap } from "./columns";
import { dollars, duration, range } from "./words";
import type { Study } from "../study";
import { hints, verdict } from "./verdict";

/** What was compared. */
export interface Subject {
  readonly traffic: string;
  readonly chats: number;
  /** In seconds. */
  readonly duration: number;
  readonly goal: Goal;
  readonly stacks: readonly string[];
  /** Options that could not be had, and why. */
  readonly left: readonly string[];
}

/** The comparison in 80 columns. */
export function comparisonTable(subject: Subject, study: Study): string {
  const { comparison } = study;
  const { results } = comparison;
  return [
    ...wrap(
      `${count(subject.chats)} chats in ${duration(subject.duration)}: ${subject.traffic}. Config of ${subject.stacks.join(", ")}.`,
    ),
    "",
    ...rows(
      ["", "served", "delayed", "lost", "cold", "p50", "p95", "p99"],
      results.map((result) => service(comparison, result)),
    ),
    "First words, from the moment a chat is sent; delayed: by more than a second.",
    "",
    ...rows(
      ["", "month", "per 1,000", "idle", "mean", "peak", "nodes", "absorbs"],
      results.map((result) => cost(comparison, result)),
    ),
    "Replicas or instances, mean and peak; absorbs: longest time of delays or losses.",
    "Ranges are over the assumptions, one at a time: see --json and --out.",
    "",
    ...[...verdict(comparison, subject.goal), ...hints(study)].flatMap(wrap),
    ...subject.left.flatMap(wrap),
    "",
  ].join("\n");
}

function service({ spreads }: Comparison, { kind, outcome }: Result): string[] {
  const spread = spreads.get(kind.id);
  const { chats, firstWords } = outcome;
  const shown = (figure: "p50" | "p95" | "p99"): string =>
    firstWords && spread ? range(spread[figure].low, spread[figure].high, duration) : "–";
  return [
    kind.id,
    percent(outcome.served, chats),
    percent(outcome.delayed, chats),
    percent(outcome.refused + outcome.cut, chats),
    percent(outcome.cold, chats),
    firstWords ? duration(firstWords.p50) : "–",
    shown("p95"),
    firstWords ? duration(firstWords.p99) : "–",
  ];
}

function cost({ spreads }: Comparison, { kind, outcome, bill }: Result): string[] {
  const spread = spreads.get(kind.id);
  const { replicas, instances, nodes } = outcome.capacity;
  const units = [replicas, instances].filter((each) => each !== undefined);
  return [
    kind.id,
    spread ? range(spread.month.low, spread.month.high, dollars) : dollars(bill.month),
    dollars(bill.perThousand),
    dollars(bill.idle),
    units.map(({ mean }) => mean.toFixed(1)).join("+"),
    units.map(({ peak }) => String(peak)).join("+"),
    nodes ? `${nodes.mean.toFixed(1)}/${nodes.peak}` : "–",
    duration(outcome.absorbSeconds),
  ];
}
