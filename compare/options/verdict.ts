import { ASSUMPTION_KEYS, ASSUMPTIONS, assumed, type AssumptionKey } from "./assumptions";
import type { Bill } from "./bill";
import type { OptionId, OptionKind } from "./kinds";
import type { OptionOutcome } from "./run";

export const GOALS = ["cost", "latency", "simplicity"] as const;
export type Goal = (typeof GOALS)[number];

/** What an option came to with one set of assumptions. */
export interface Result {
  readonly kind: OptionKind;
  readonly outcome: OptionOutcome;
  readonly bill: Bill;
}

/** The share of chats that an option has to serve, and not late, to be recommended at all. */
export const ENOUGH = 0.99;

/** The share of chats whose reply came, and whose first words came at most ten seconds late. */
export function servedInTime({ outcome }: Result): number {
  return outcome.chats === 0 ? 1 : (outcome.served - outcome.late) / outcome.chats;
}

/**
 * The option that fits a goal best: of those that serve enough chats, or, when none does, of those
 * that serve the most.
 */
export function bestOf(results: readonly Result[], goal: Goal): Result {
  const [first] = [...candidates(results)].sort(
    (a, b) => compareBy(goal, a, b) || a.bill.month - b.bill.month || a.kind.parts - b.kind.parts,
  );
  if (first === undefined) throw new RangeError("there is no option to choose from");
  return first;
}

function candidates(results: readonly Result[]): readonly Result[] {
  const enough = results.filter((result) => servedInTime(result) >= ENOUGH);
  if (enough.length > 0) return enough;
  const most = Math.max(...results.map(servedInTime));
  return results.filter((result) => servedInTime(result) >= most - 0.001);
}

function compareBy(goal: Goal, a: Result, b: Result): number {
  switch (goal) {
    case "cost":
      return a.bill.month - b.bill.month;
    case "latency":
      return (a.outcome.firstWords?.p95 ?? Infinity) - (b.outcome.firstWords?.p95 ?? Infinity);
    case "simplicity":
      return a.kind.parts - b.kind.parts;
  }
}

/** An assumption at one end of its range, and what it makes the best option. */
export interface Turn {
  readonly key: AssumptionKey;
  readonly value: number;
  readonly best: OptionId;
}

/** Least and most of a figure over all assumptions' ranges, one at a time. */
export interface Spread {
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  readonly results: readonly Result[];
  readonly spreads: ReadonlyMap<OptionId, Readonly<Record<Figure, Spread>>>;
  readonly turns: Readonly<Record<Goal, readonly Turn[]>>;
}

const FIGURES = {
  month: ({ bill }: Result) => bill.month,
  perThousand: ({ bill }: Result) => bill.perThousand,
  inTime: servedInTime,
  p50: ({ outcome }: Result) => outcome.firstWords?.p50 ?? 0,
  p95: ({ outcome }: Result) => outcome.firstWords?.p95 ?? 0,
  p99: ({ outcome }: Result) => outcome.firstWords?.p99 ?? 0,
  cold: ({ outcome }: Result) => outcome.cold / Math.max(1, outcome.served),
} as const;

export type Figure = keyof typeof FIGURES;

/**
 * Compares options with all assumptions as they are, and again with each at both ends of its range.
 * @param evaluate all options with a set of assumptions
 * @param onProgress told the share that is done, from 0 to 1
 */
export function compareOptions(
  evaluate: (values: ReturnType<typeof assumed>) => readonly Result[],
  onProgress: (done: number) => void = () => undefined,
): Comparison {
  const results = evaluate(assumed());
  const all: Result[][] = [[...results]];
  const turns: Record<Goal, Turn[]> = { cost: [], latency: [], simplicity: [] };
  const best = Object.fromEntries(GOALS.map((goal) => [goal, bestOf(results, goal).kind.id]));
  const ends = ASSUMPTION_KEYS.flatMap((key) => {
    const { low, value, high } = ASSUMPTIONS[key];
    return [low, high].filter((end) => end !== value).map((end) => ({ key, end }));
  });
  for (const [index, { key, end }] of ends.entries()) {
    onProgress((index + 1) / (ends.length + 1));
    const varied = evaluate(assumed({ [key]: end }));
    all.push([...varied]);
    for (const goal of GOALS) {
      const other = bestOf(varied, goal).kind.id;
      if (other !== best[goal]) turns[goal].push({ key, value: end, best: other });
    }
  }
  onProgress(1);
  const spreads = new Map(
    results.map(({ kind }, at) => {
      const spread = (of: (result: Result) => number): Spread => {
        const values = all.flatMap((list) => (list[at] ? [of(list[at])] : []));
        return { low: Math.min(...values), high: Math.max(...values) };
      };
      const entries = Object.entries(FIGURES).map(([name, of]) => [name, spread(of)] as const);
      return [kind.id, Object.fromEntries(entries) as Record<Figure, Spread>] as const;
    }),
  );
  return { results, spreads, turns };
}
