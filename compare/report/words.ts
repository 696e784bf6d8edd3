import { plain } from "../../load/format";

/** Seconds to read: 0.5 s, 12 s, 3 min. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Two numbers, or one where they read the same. */
export function range(low: number, high: number, write: (value: number) => string): string {
  const [from, to] = [write(low), write(high)];
  if (from === to) return from;
  const unit = / \D+$/.exec(from)?.[0] ?? "";
  return unit !== "" && to.endsWith(unit)
    ? `${from.slice(0, -unit.length)}–${to}`
    : `${from}–${to}`;
}

export function dollars(value: number): string {
  const digits = value < 9.95 ? 2 : 0;
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** What fits beside an axis: 0.5, 250, 12k, 1.5M. */
export function compact(value: number): string {
  if (value >= 1e6) return `${plain(value / 1e6)}M`;
  return value >= 1e4 ? `${plain(value / 1e3)}k` : plain(value);
}

/** A sentence in lines, as a figure's notes do not wrap by themselves. */
export function linesOf(sentence: string): string[] {
  return sentence.match(/.{1,140}(\s|$)/g)?.map((line) => line.trim()) ?? [];
}
