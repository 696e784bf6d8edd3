import { readNumber, type NumberRule } from "../load/numberOption";
import { show, type Problem } from "../shared/problems";
import type { RehearsalSettings } from "./settings";

/** What a person wrote, option by option, as text. */
export type RawOptions = Readonly<Record<keyof RehearsalSettings, string>>;

/** Bounds of one rehearsal: it ends by itself, and it fits one small machine. */
const RULES: Readonly<Record<keyof RehearsalSettings, Omit<NumberRule, "example">>> = {
  clients: { least: 1, most: 1000, unit: "clients", whole: true },
  rate: { least: 0.1, most: 100, unit: "chats a second" },
  interval: { least: 0.2, most: 60, unit: "seconds" },
  failures: { least: 1, most: 10, unit: "checks in a row", whole: true },
  ttl: { least: 0, most: 600, unit: "seconds" },
  retry: { least: 0.1, most: 10, unit: "seconds" },
  share: { least: 1, most: 100, unit: "percent", whole: true },
  rounds: { least: 1, most: 10, unit: "kills", whole: true },
  // The generator's seed is a number of 32 bits.
  seed: { least: 0, most: 2 ** 31 - 1, unit: "chooses who asks when", whole: true },
};

/** The settings of a rehearsal, or all that is wrong with what was written. */
export function readOptions(
  raw: RawOptions,
): { readonly settings: RehearsalSettings } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const number = (key: keyof RehearsalSettings): number => {
    const rule = RULES[key];
    return readNumber(key, raw[key], { ...rule, example: Math.max(1, rule.least) }, problems);
  };
  const settings: RehearsalSettings = {
    clients: number("clients"),
    rate: number("rate"),
    interval: number("interval"),
    failures: number("failures"),
    ttl: number("ttl"),
    retry: number("retry"),
    share: number("share"),
    rounds: number("rounds"),
    seed: number("seed"),
  };
  if (settings.share === 100 && settings.rounds > 1) {
    problems.push({
      key: "--rounds",
      value: show(raw.rounds),
      rule: "must be 1 when side A has every client, since nobody would notice the end of B",
      fix: "Leave it out, or write for example --share 99.",
    });
  }
  return problems.length > 0 ? { problems } : { settings };
}
