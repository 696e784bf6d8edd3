import { mkdirSync, rmSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { planJson } from "../plan/json";
import { listStacks } from "../plan/stackFile";
import type { Plan } from "../plan/types";
import { BUILD_TAG_PREFIX } from "../shared/buildContext";
import { parseFlags, type Command } from "./command";
import { readIfPresent } from "./files";

const USAGE = `Usage: npm run golden -- [--check]

Writes the plan of every stack to tests/plans, where a review shows each change.

  --check  write nothing; fail when a plan differs from its file
  --help   this text
`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `golden`: writes or checks the plans that are kept under version control. */
export const golden: Command = {
  summary: "write the plans in tests/plans anew, or --check them",
  async run(args, { projectDir, out, err, env }) {
    const { check, help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    const { planStack } = await import("../plan/run.js");
    const folder = join(projectDir, "tests", "plans");
    const stacks = listStacks(projectDir);
    const differing: string[] = [];
    for (const stack of stacks) {
      const file = join(folder, `${stack}.json`);
      const now = await planStack({ projectDir, stack }).then(goldenJson, refusalJson(stack));
      const before = readIfPresent(file);
      if (now === before) continue;
      differing.push(
        before === undefined ? `${stack} (no file yet)` : `${stack}${where(before, now)}`,
      );
      if (!check) write(folder, file, now);
    }
    const orphans = plansWithoutStack(folder, stacks);
    if (!check) orphans.forEach((file) => rmSync(join(folder, file)));
    const changed = [...differing, ...orphans.map((file) => `${file} (its stack is gone)`)];
    return report(changed, stacks, check, check && changed.length > 0 ? err : out);
  },
};

/** A plan without what each change of the gateway's source changes: the tag of its image, and its digest. */
function goldenJson(plan: Plan): string {
  const tag = `${BUILD_TAG_PREFIX}[0-9a-f]{16}`;
  return planJson(plan)
    .replaceAll(new RegExp(`${tag}@sha256:[0-9a-f]{64}`, "g"), `${BUILD_TAG_PREFIX}[content]`)
    .replaceAll(new RegExp(tag, "g"), `${BUILD_TAG_PREFIX}[content]`);
}

/** A stack that the config's rules refuse has its refusal for a plan. */
function refusalJson(stack: string): (error: unknown) => string {
  return (error) => {
    if (!(error instanceof Error) || error.name !== "ConfigError") throw error;
    return `${JSON.stringify({ stack, refused: error.message.split("\n") }, null, 2)}\n`;
  };
}

function report(
  changed: readonly string[],
  stacks: readonly string[],
  check: boolean,
  tell: (text: string) => void,
): number {
  if (changed.length === 0) {
    tell(`Plans as they were: ${stacks.join(", ")}.\n`);
    return 0;
  }
  const head = check ? "Plans differ from tests/plans:" : "Renewed in tests/plans:";
  const fix = check ? "Look at each change, then run: npm run golden\n" : "";
  tell(`${head}\n${changed.map((line) => `  ${line}\n`).join("")}${fix}`);
  return check ? 1 : 0;
}

/** The first line that differs: enough to know what to look for. */
function where(before: string, now: string): string {
  const old = before.split("\n");
  const line = now.split("\n").findIndex((text, index) => text !== old[index]);
  return ` (from line ${line < 0 ? old.length : line + 1})`;
}

function plansWithoutStack(folder: string, stacks: readonly string[]): string[] {
  const files = readdirIfPresent(folder).filter((file) => file.endsWith(".json"));
  return files.filter((file) => !stacks.includes(file.slice(0, -".json".length)));
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
}

function readdirIfPresent(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
