import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readStack } from "../plan/stackFile";
import { parseConfig } from "../shared/config/parse";
import { runCommand } from "./support/command";
import { PROJECT_DIR } from "./support/plans";

const SCRIPTS = (
  JSON.parse(readFileSync(join(PROJECT_DIR, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

/** What the pulumi CLI is asked for, with the options that it has for that. */
const PULUMI: Readonly<Record<string, readonly string[]>> = {
  "config set": ["--path", "--secret", "--stack"],
  refresh: ["--stack"],
  "stack export": ["--stack", "--file"],
  up: ["--stack"],
};

/** Programs that are not this project's. */
const OTHERS = ["aws", "curl", "dig"];

/** Every command of the runbook, without its remark. */
function commands(): string[] {
  const text = readFileSync(join(PROJECT_DIR, "docs", "runbook.md"), "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/ #.*/, "").trim())
    .filter((line) => line !== "");
}

const optionsIn = (line: string): string[] =>
  [...line.matchAll(/ (--[a-z-]+)/g)].map(([, name = ""]) => name);

describe("the runbook", () => {
  it("has commands", () => {
    assert.ok(commands().length > 30);
  });

  it("asks npm for what there is, with options that it takes", async () => {
    const lines = commands().filter((line) => line.startsWith("npm "));
    assert.ok(lines.length >= 5);
    for (const line of lines) {
      const [, script = "", rest = ""] = /^npm run ([\w:]+) -- (.*)$/.exec(line) ?? [];
      assert.ok(script in SCRIPTS, line);
      const { out: usage } = await runCommand([script, "--help"], { projectDir: PROJECT_DIR });
      for (const option of optionsIn(` ${rest}`)) assert.ok(usage.includes(option), line);
    }
  });

  it("asks pulumi for what it has, of stacks that are there", () => {
    for (const line of commands().filter((each) => each.startsWith("pulumi "))) {
      const verb = Object.keys(PULUMI).find((each) => line.startsWith(`pulumi ${each} `));
      assert.ok(verb, line);
      for (const option of optionsIn(line)) assert.ok(PULUMI[verb]?.includes(option), line);
      const stack = /--stack (\S+)/.exec(line)?.[1] ?? "";
      assert.ok(existsSync(join(PROJECT_DIR, `Pulumi.${stack}.yaml`)), line);
    }
  });

  it("sets keys and values that the stack takes", () => {
    const set = /^pulumi config set (?:--path )?([\w.]+) (\S+) --stack (\S+)$/;
    const sets = commands().flatMap((line) => {
      const found = set.exec(line);
      return found ? [found] : [];
    });
    assert.ok(sets.length > 10, String(sets.length));
    for (const [line, key = "", value = "", stack = ""] of sets) {
      const { config } = readStack(PROJECT_DIR, stack, [`${key}=${value}`]);
      const texts = Object.entries(config)
        .filter(([name]) => name.startsWith("chatscale:"))
        .map(([name, text]) => [name.slice("chatscale:".length), text] as const);
      assert.deepEqual(parseConfig(Object.fromEntries(texts)).problems, [], line);
    }
  });

  it("asks nobody else but known programs", () => {
    const programs = new Set(commands().map((line) => line.split(" ")[0] ?? ""));
    assert.deepEqual([...programs].sort(), [...OTHERS, "npm", "pulumi"].sort());
  });
});
