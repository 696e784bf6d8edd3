import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../support/command";
import { PROJECT_DIR } from "../support/plans";

const FIXTURES = join(__dirname, "..", "plan", "fixtures");

const run = (projectDir: string, ...args: string[]) => runCommand(args, { projectDir });

const runIn = (env: NodeJS.ProcessEnv, projectDir: string, ...args: string[]) =>
  runCommand(args, { projectDir, env });

const failing = (name: string) => run(join(FIXTURES, "errors"), "plan", "--set", `case=${name}`);

describe("the plan command", () => {
  it("explains itself, and is silent on standard error then", async () => {
    for (const args of [["--help"], ["plan", "--help"], ["plan", "-h"], ["golden", "--help"]]) {
      const { code, out, err } = await run(PROJECT_DIR, ...args);
      assert.equal(code, 0);
      assert.match(out, /^Usage: npm run /);
      assert.equal(err, "");
    }
  });

  it("fits 80 columns with all that it says by itself", async () => {
    const usages = [
      ["--help"],
      ["plan", "--help"],
      ["golden", "--help"],
      ["docs", "--help"],
      ["deploy:functions", "--help"],
      ["cost", "--help"],
    ];
    for (const args of [...usages, [], ["plam"], ["plan", "--stack"], ["plan", "dev"]]) {
      const { out, err } = await run(PROJECT_DIR, ...args);
      for (const line of `${out}${err}`.split("\n")) assert.ok(line.length <= 80, line);
    }
  });

  it("says what is wrong with the command line", async () => {
    const told = async (...args: string[]): Promise<string | undefined> =>
      (await run(PROJECT_DIR, ...args)).err.split("\n")[0];
    assert.equal(await told(), "A command is missing.");
    assert.equal(await told("plam"), 'There is no command "plam".');
    assert.equal(await told("plan", "--stakc", "dev"), "Unknown option '--stakc'.");
    assert.equal(await told("plan", "--set"), "--set needs a value.");
    assert.equal(await told("plan", "--stack", "--json"), "--stack needs a value.");
    assert.equal(await told("plan", "--json=yes"), "Option '--json' does not take an argument.");
    assert.match(
      (await told("plan", "--stack", "live")) ?? "",
      /no stack "live". Choose one of: dev/,
    );
  });

  it("holds two clouds of a pair together, and fails where they are at odds", async () => {
    const both = ["plan", "--stack", "prod-aws", "--stack", "prod-azure"];
    const well = await run(PROJECT_DIR, ...both);
    assert.equal(well.code, 0);
    assert.match(well.out, /^prod-aws on AWS/);
    assert.match(well.out, /\n\nprod-azure on Azure/);
    assert.match(well.out, /\n\nchat\.example\.com: prod-aws and prod-azure\n/);
    const wrong = await run(PROJECT_DIR, ...both, "--set", "failover.role=primary");
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, /✗ prod-aws and prod-azure are both primary/);
    const json = await run(PROJECT_DIR, ...both, "--set", "failover.role=primary", "--json");
    const { stacks, pairs } = JSON.parse(json.out) as {
      stacks: { stack: string }[];
      pairs: { findings: { level: string }[] }[];
    };
    assert.equal(json.code, 1);
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      ["prod-aws", "prod-azure"],
    );
    assert.deepEqual(
      pairs.flatMap(({ findings }) => findings.map(({ level }) => level)),
      ["wrong"],
    );
    const drawn = await run(PROJECT_DIR, ...both, "--svg", "-");
    assert.match(drawn.err, /^A picture is of one stack: give --stack once\./);
  });

  it("notices options that npm took, instead of planning something else", async () => {
    const asked = { npm_config_stack: "prod-aws" };
    const { code, out, err } = await runIn(asked, PROJECT_DIR, "plan");
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /^npm took --stack for itself\. Put -- in front of all options\.\n/);
    assert.equal((await runIn({ npm_config_check: "true" }, PROJECT_DIR, "golden")).code, 1);
    const theirs = { npm_config_json: "true", npm_config_help: "true" };
    assert.equal((await runIn(theirs, PROJECT_DIR, "plan", "--help")).code, 0);
  });

  it("folds many of a type on request only", async () => {
    const [short, full] = [
      await run(PROJECT_DIR, "plan"),
      await run(PROJECT_DIR, "plan", "--full"),
    ];
    assert.match(short.out, / ×\d/);
    assert.doesNotMatch(full.out, / ×\d/);
  });

  it("refuses what it does not know, with the usage", async () => {
    for (const args of [["plam"], ["plan", "--stakc", "dev"], ["plan", "dev"], ["plan", "--set"]]) {
      const { code, out, err } = await run(PROJECT_DIR, ...args);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, /Usage: npm run /);
      assert.doesNotMatch(err, /^\s+at /m);
    }
  });

  it("shows an expected error in its own words, any other with its stack", async () => {
    assert.deepEqual(await failing("for people"), {
      code: 1,
      out: "",
      err: "say this and nothing more\n",
    });
    const { code, out, err } = await failing("thrown");
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /^Error: no such zone\n\s+at .*index\.ts:\d+/);
  });

  it("draws to a file or the standard output, and says what a picture does not go with", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chatscale-picture-test-"));
    try {
      const file = join(folder, "stack.svg");
      const args = ["plan", "--stack", "local", "--svg", file, "--mermaid", "-", "--costs"];
      const { code, out, err } = await run(PROJECT_DIR, ...args);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /^flowchart TB\n/);
      assert.match(readFileSync(file, "utf8"), /^<svg .*local on Kubernetes/);
      const nowhere = join(folder, "no", "such", "folder.svg");
      const failed = await run(PROJECT_DIR, "plan", "--stack", "local", "--svg", nowhere);
      assert.equal(failed.code, 1);
      assert.match(failed.err, /folder\.svg cannot be written: ENOENT.* Name a file in a folder/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const told = async (...args: string[]) => (await run(PROJECT_DIR, "plan", ...args)).err;
    assert.match(await told("--svg", "a.svg", "--json"), /^A picture goes with neither --json nor/);
    assert.match(await told("--costs"), /^--costs needs --svg or --mermaid/);
    assert.match(await told("--svg"), /^--svg needs a value\./);
  });

  it("prints nothing of a plan that is not complete", async () => {
    assert.deepEqual((await failing("preview only")).out, "");
    assert.deepEqual((await failing("leak")).out, "");
  });

  it("does not mind a reader that stops early", async () => {
    const cli = join(PROJECT_DIR, "cli", "run.mjs");
    const child = spawn(process.execPath, [cli, "plan", "--json"], { cwd: PROJECT_DIR });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += String(chunk)));
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(err, "");
    assert.equal(code, 0);
  });
});
