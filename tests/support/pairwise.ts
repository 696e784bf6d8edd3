/** What a stack can be: the levels of each factor. */
type Factors = Readonly<Record<string, readonly string[]>>;

/** One level of each factor. */
export type LevelsOf<F extends Factors> = Readonly<Record<keyof F, string>>;

/** Stacks with every combination of levels. */
export function combinations<F extends Factors>(factors: F): LevelsOf<F>[] {
  return Object.entries(factors).reduce<Record<string, string>[]>(
    (rows, [factor, levels]) =>
      rows.flatMap((row) => levels.map((level) => ({ ...row, [factor]: level }))),
    [{}],
  ) as unknown as LevelsOf<F>[];
}

/** Stacks that have every two levels of different factors together at least once. */
export function pairwise<F extends Factors>(factors: F): LevelsOf<F>[] {
  const stacks: LevelsOf<F>[] = [];
  const all = combinations(factors).map((levels) => ({ levels, pairs: pairsOf(levels) }));
  const missing = new Set(all.flatMap(({ pairs }) => pairs));
  const gain = (pairs: readonly string[]) => pairs.filter((pair) => missing.has(pair)).length;
  while (missing.size > 0) {
    const best = all.reduce((a, b) => (gain(b.pairs) > gain(a.pairs) ? b : a));
    stacks.push(best.levels);
    for (const pair of best.pairs) missing.delete(pair);
  }
  return stacks;
}

/** Every two levels of a stack, each as text. */
export function pairsOf(levels: Readonly<Record<string, string>>): string[] {
  const each = Object.entries(levels).map(([factor, level]) => `${factor}: ${level}`);
  return each.flatMap((a, index) => each.slice(index + 1).map((b) => `${a}, ${b}`));
}

/** How many pairs of levels there are. */
export function countPairs(factors: Factors): number {
  const counts = Object.values(factors).map((levels) => levels.length);
  return counts
    .flatMap((a, index) => counts.slice(index + 1).map((b) => a * b))
    .reduce((sum, count) => sum + count, 0);
}
