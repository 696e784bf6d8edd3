import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A measurement on Lambda; times in seconds, rates a second. */
export interface Experiment {
  readonly name: string;
  readonly rate: number;
  readonly warm: number;
  readonly cold: number;
  readonly idle: number;
  readonly instances: number;
  readonly coldStarts: number;
  /** Standard error of the share of cold starts. */
  readonly standardError: number;
}

export function experiments(): Experiment[] {
  const text = readFileSync(join(__dirname, "experiments.csv"), "utf8");
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const at = (name: string): number => Number(cells[names.indexOf(name)]);
    return {
      name: cells[0] ?? "",
      rate: at("ArrivalRate"),
      warm: at("ServiceTimeWarm") / 1000,
      cold: at("ServiceTimeCold") / 1000,
      idle: at("IdleMinutesBeforeKill") * 60,
      instances: at("AverageInstanceCount"),
      coldStarts: at("ColdStartProbability"),
      standardError: at("ColdStartProbabilitySE"),
    };
  });
}
