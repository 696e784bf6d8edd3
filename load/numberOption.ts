import { show, type Problem } from "../shared/problems";

/** What a number on the command line must be. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  /** What could be written instead. */
  readonly example: number;
  readonly whole?: boolean;
}

/** An option's number; the least one, with a problem told, when it is none or out of range. */
export function readNumber(
  key: string,
  text: string,
  { least, most, unit, example, whole }: NumberRule,
  problems: Problem[],
): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  problems.push({
    key: `--${key}`,
    value: show(text),
    rule: `must be ${whole ? "a whole number" : "a number"} from ${least} to ${most} (${unit})`,
    fix: `Write for example --${key} ${example}.`,
  });
  return least;
}
