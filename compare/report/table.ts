import { count, percent } from "../../load/format";
import type { Comparison, Goal, Result } from "../options/verdict";
import { dollars, duration, range } from "./words";
import type { Study } from "../study";
import { hints, verdict } from "./verdict";

const WIDTH = 80;

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

function rows(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  // Two spaces between columns read better; where they do not fit, one does.
  const width = widths.reduce((sum, each) => sum + each + 2, -2);
  const gap = width <= WIDTH ? "  " : " ";
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(gap)
      .trimEnd(),
  );
}

/** Words in lines of at most 80 columns. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
