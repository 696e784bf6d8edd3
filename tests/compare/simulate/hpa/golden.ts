import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Decision } from "./world";

/** By the name of the scenario. */
export type Decisions = Readonly<Record<string, readonly Decision[]>>;

const FILE = join(__dirname, "decisions.json");

/** What the real controller of Kubernetes 1.36.3 decided; `npm run e2e` runs it again and compares. */
export function goldenDecisions(): Decisions {
  return JSON.parse(readFileSync(FILE, "utf8")) as Decisions;
}

/** One scenario a line, so that a change of one is seen as such. */
export function writeGoldenDecisions(decisions: Decisions): void {
  const lines = Object.keys(decisions)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(decisions[name])}`);
  writeFileSync(FILE, `{\n${lines.join(",\n")}\n}\n`);
}
