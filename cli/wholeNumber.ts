import type { Problem } from "../shared/problems";

/**
 * An option's whole number; the least one, with a problem told, when it is none or out of range.
 * @param example what could be written instead
 */
export function wholeNumber(
  key: string,
  text: string,
  { least, most, example }: { least: number; most: number; example: number },
  problems: Problem[],
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const rule = `must be a whole number from ${least} to ${most.toLocaleString("en-US")}`;
  problems.push({ key, value: text, rule, fix: `Write it like ${key} ${example}.` });
  return least;
}
