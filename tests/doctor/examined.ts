import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examine } from "../../doctor/examine";
import { factsOf, type Facts } from "../../doctor/facts";
import { runner } from "../../doctor/runner";
import type { Finding, Status } from "../../doctor/types";
import type { Plan } from "../../plan/types";
import { FakePrograms, type Fake, type Fakes } from "../support/fakePrograms";
import { PROJECT_DIR } from "../support/plans";

const readJson = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(PROJECT_DIR, ...path), "utf8"));

/** What a shipped stack needs, with some of it changed. */
export function facts(stack: string, more: Partial<Facts> = {}): Facts {
  const { dependencies } = readJson("package.json") as { dependencies: Record<string, string> };
  const plan = readJson("tests", "plans", `${stack}.json`) as Plan;
  const config = { "chatscale:kubeContext": "kind-chatscale" };
  return { ...factsOf({ plan, config, dependencies }), ...more };
}

/** Fakes with one of them changed; undefined takes the program, or its answer, away. */
export function but(fakes: Fakes, program: string, start?: string, fake?: Fake): Fakes {
  const { [program]: own = {}, ...others } = fakes;
  if (start === undefined) return others;
  return { ...others, [program]: { ...(fake && { [start]: fake }), ...without(own, start) } };
}

function without(own: Fakes[string], start: string): Fakes[string] {
  return Object.fromEntries(Object.entries(own).filter(([key]) => key !== start));
}

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeVersion?: string;
  readonly seconds?: number;
  readonly asked?: (lines: string[]) => void;
}

/** What is found on a machine with these programs and no others. */
export async function found(
  of: Facts,
  fakes: Fakes,
  around: Surroundings = {},
): Promise<Finding[]> {
  const programs = new FakePrograms(fakes);
  const { env = {}, nodeVersion = "22.1.0", seconds = 60 } = around;
  try {
    const run = runner(PROJECT_DIR, { PATH: programs.path, ...env }, seconds);
    const findings = await examine(of, { run, env, nodeVersion });
    around.asked?.(programs.asked());
    return findings;
  } finally {
    programs.remove();
  }
}

/** `check: what → command` of those with a status. */
export const those = (status: Status, findings: readonly Finding[]): string[] =>
  findings
    .filter((finding) => finding.status === status)
    .map(({ check, what, command }) => `${check}: ${what}${command ? ` → ${command}` : ""}`);
