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

/** An option's choice; the first one, with a problem told, when it is none of them. */
export function oneOf<T extends string>(
  key: string,
  value: string,
  names: readonly [T, ...T[]],
  problems: Problem[],
): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const rule = `must be one of: ${names.join(", ")}`;
  problems.push({ key, value, rule, fix: "Choose one of these." });
  return names[0];
}
