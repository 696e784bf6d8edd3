import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Diff } from "../../diff/types";
import { runCommand } from "../support/command";
import { comparablePlan } from "../support/comparablePlan";
import { planned } from "../support/planned";

const GROUP = "aws:autoscaling/group:Group";

/** Stands for a revision's own planner: says what plan.STACK.json says, or fails as plan.STACK.error. */
const PLANNER = `
import { existsSync, readFileSync, writeFileSync } from "node:fs";
const stack = process.argv[process.argv.indexOf("--stack") + 1];
if (process.argv[2] !== "plan" || process.argv.at(-1) !== "--json") throw new Error("no plan");
if (existsSync("plan." + stack + ".error")) {
  process.stderr.write(readFileSync("plan." + stack + ".error"));
  process.exitCode = 1;
} else {
  const plan = JSON.parse(readFileSync("plan." + stack + ".json", "utf8"));
  plan.resources[0].inputs.key = process.env.CHATSCALE_DIGEST_KEY.length === 64 ? "given" : "none";
  plan.resources[0].inputs.modules = existsSync("node_modules/marker") ? "reused" : "none";
  process.stdout.write(JSON.stringify(plan));
}
`;

describe("the diff command", () => {
  let folder: string;
  let project: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-diff-test-"));
    project = folder;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function git(...args: string[]): string {
    const own = [
      "-c",
      "user.name=t",
      "-c",
      "user.email=t@example.com",
      "-c",
      "init.defaultBranch=main",
    ];
    return execFileSync("git", [...own, ...args], { cwd: folder, encoding: "utf8" }).trim();
  }

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
  }

  function planFile(maxSize: number): string {
    return JSON.stringify(comparablePlan([planned(GROUP, "group", { inputs: { maxSize } })]));
  }

  function commit(): string {
    git("add", "--all");
    git("commit", "--quiet", "--message", "a change");
    return git("rev-parse", "HEAD");
  }

  /** A repository whose first commit has the stack `a`. */
  function start(): string {
    git("init", "--quiet");
    write({
      "Pulumi.yaml": "name: p\n",
      "Pulumi.a.yaml": "config: {}\n",
      "plan.a.json": planFile(3),
      "cli/run.mjs": PLANNER,
      "package-lock.json": "{}",
      ".gitignore": "node_modules\n",
      "node_modules/marker": "",
    });
    return commit();
  }

  async function run(...args: string[]) {
    const said = await runCommand(["diff", ...args], { projectDir: project, env: process.env });
    // Nothing stays behind, whatever happened.
    if (existsSync(join(folder, ".git"))) {
      assert.equal(git("worktree", "list").split("\n").length, 1);
    }
    return said;
  }

  async function json(...args: string[]): Promise<Diff> {
    const { out, err } = await run(...args, "--format", "json");
    assert.equal(err, "");
    return JSON.parse(out) as Diff;
  }

  it("compares a revision with the working tree, with what is not committed", async () => {
    const base = start();
    assert.match((await run("--base", "main")).out, /^the working tree against main \(\w{7}\)\n/);
    write({ "plan.a.json": planFile(4) });
    const { code, out, err } = await run("--base", base);
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(
      out.startsWith(`the working tree with its uncommitted changes against ${base.slice(0, 7)}\n`),
      out,
    );
    assert.match(out, / {4}~ autoscaling\.Group group\n {8}maxSize: 3 → 4\n/);
  });

  it("draws in Markdown what changes, where both sides are known", async () => {
    const base = start();
    write({ "plan.a.json": planFile(4) });
    const { code, out } = await run("--base", base, "--format", "markdown");
    assert.equal(code, 0);
    assert.match(out, /<summary>Picture: ~ updated<\/summary>\n\n```mermaid\nflowchart TB\n/);
    assert.match(out, /\["#126; Auto Scaling Group<br\/>/);
    write({ "plan.a.error": "no\n" });
    assert.doesNotMatch((await run("--base", base, "--format", "markdown")).out, /mermaid/);
  });

  it("compares two revisions, each with its own code, the modules and a key", async () => {
    start();
    write({
      "plan.a.json": planFile(4),
      "cli/run.mjs": PLANNER.replace('"given"', '"given to the new code"'),
    });
    commit();
    write({ "plan.a.json": "not committed" });
    const { stacks } = await json("--base", "HEAD~1", "--head", "HEAD");
    assert.deepEqual(
      stacks[0]?.changes[0]?.properties.map(({ path, old, new: now }) => [path, old, now]),
      [
        ["key", "given", "given to the new code"],
        ["maxSize", 3, 4],
      ],
    );
  });

  describe("with policies", () => {
    const exemption = (until: string): string =>
      JSON.stringify([
        { policy: "autoscalers-can-scale", stack: "s", reason: "A load test of a week.", until },
      ]);
    const NOW = { now: () => new Date("2027-01-10T12:00:00Z") };

    /** The base has room to scale in prod, the head has none. */
    function startInProd(): string {
      start();
      write({ "Pulumi.a.yaml": "config: { p:size: prod }\n", "plan.a.json": group(1, 3) });
      const base = commit();
      write({ "plan.a.json": group(3, 3) });
      return base;
    }

    function group(minSize: number, maxSize: number): string {
      const inputs = { minSize, maxSize, vpcZoneIdentifiers: ["a", "b"] };
      return JSON.stringify(comparablePlan([planned(GROUP, "group", { inputs })]));
    }

    async function violations(base: string): Promise<Diff["stacks"][number]> {
      const args = ["diff", "--base", base, "--format", "json"];
      const { code, out } = await runCommand(args, {
        projectDir: project,
        env: process.env,
        ...NOW,
      });
      assert.equal(code, 0);
      const [stack] = (JSON.parse(out) as Diff).stacks;
      assert.ok(stack);
      return stack;
    }

    it("tells what the head newly breaks, and nothing that the base broke too", async () => {
      const stack = await violations(startInProd());
      assert.deepEqual(stack.violations, [
        {
          label: "autoscaling.Group group",
          level: "mandatory",
          policy: "autoscalers-can-scale",
          property: "maxSize",
          rule: "must be more than minSize",
          urn: `urn:${GROUP}::group`,
        },
      ]);
    });

    it("holds each side to its own size and exemptions", async () => {
      const base = startInProd();
      write({ "policy/exemptions.yaml": exemption("2027-01-10") });
      assert.deepEqual((await violations(base)).violations, []);
      commit();
      // The head ends the exemption, and no resource changes.
      write({ "policy/exemptions.yaml": "" });
      const { violations: found, changes } = await violations("HEAD");
      assert.deepEqual(
        found.map(({ policy }) => policy),
        ["autoscalers-can-scale"],
      );
      assert.deepEqual(changes, []);
      write({ "Pulumi.a.yaml": "config: { p:size: dev }\n" });
      assert.deepEqual((await violations("HEAD")).violations, []);
    });

    it("says that exemptions of the head do not hold", async () => {
      const base = startInProd();
      write({ "policy/exemptions.yaml": exemption("2027-01-09") });
      const stack = await violations(base);
      assert.deepEqual(
        stack.violations.map(({ policy }) => policy),
        ["autoscalers-can-scale"],
      );
      assert.deepEqual(stack.notes, [
        "1 of the exemptions from policies do not hold: run `npm run policy`.",
      ]);
    });
  });

  it("reuses the modules where the lock file is the same, and only there", async () => {
    const base = start();
    write({ "package-lock.json": '{"another":1}' });
    commit();
    const { stacks } = await json("--base", base, "--head", "HEAD");
    const modules = stacks[0]?.changes[0]?.properties.find(({ path }) => path === "modules");
    assert.deepEqual([modules?.old, modules?.new], ["none", "reused"]);
  });

  it("works in a folder of the repository", async () => {
    project = join(folder, "some", "folder");
    git("init", "--quiet");
    write({ "Pulumi.yaml": "name: p\n", "Pulumi.a.yaml": "", "plan.a.json": planFile(3) });
    write({ "cli/run.mjs": PLANNER });
    commit();
    write({ "plan.a.json": planFile(5) });
    const { stacks } = await json("--base", "main");
    assert.equal(stacks[0]?.changes[0]?.operation, "update");
  });

  it("tells of a stack that is on one side only", async () => {
    const base = start();
    write({ "Pulumi.b.yaml": "", "plan.b.json": planFile(1) });
    rmSync(join(folder, "Pulumi.a.yaml"));
    const { out } = await run("--base", base);
    assert.match(out, /The stack's file is gone\. Its 1 resources stay in the cloud/);
    assert.match(out, / {2}Created\n {4}autoscaling\.Group group\n/);
    const only = await json("--base", base, "--stack", "b");
    assert.deepEqual(
      only.stacks.map(({ stack }) => stack),
      ["b"],
    );
  });

  it("shows the head where the base does not plan, and fails where the head does not", async () => {
    const base = start();
    write({ "plan.a.error": "no such thing\n  in the plan\n" });
    commit();
    rmSync(join(folder, "plan.a.error"));
    const broken = await run("--base", "HEAD");
    assert.equal(broken.code, 0);
    assert.match(broken.out, /: not compared\n/);
    assert.match(broken.out, /The base does not plan:\n {4}no such thing\n {6}in the plan\n/);
    assert.match(broken.out, /nothing can be compared\. The head has 1 resources\./);
    const fails = await run("--base", base, "--head", "HEAD");
    assert.equal(fails.code, 1);
    assert.match(fails.out, /: does not plan\n/);
  });

  it("refuses what it cannot use, all at once", async () => {
    const failed = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out], [1, ""]);
      assert.doesNotMatch(err, /^\s+at /m);
      return err;
    };
    assert.match(await failed("--base", "main"), /^This is no git repository\. /);
    start();
    assert.equal(
      await failed("--base", "none", "--head=--upload-pack=x"),
      '--base: there is no revision "none". Name a branch, tag or commit that is here, or run ' +
        '`git fetch` first.\n--head: there is no revision "--upload-pack=x". Name a branch, tag or ' +
        "commit that is here, or run `git fetch` first.\n",
    );
    assert.match(await failed(), /^--base is missing\.\n\nUsage: /);
    assert.match(await failed("--base", "main", "--format", "html"), /^--format: "html" must be /);
    assert.equal(
      await failed("--base", "main", "--stack", "x", "--stack", "a"),
      '--stack: neither side has a stack "x". Choose among: a.\n',
    );
    const shallow = mkdtempSync(join(tmpdir(), "chatscale-shallow-"));
    try {
      write({ "plan.a.json": planFile(4) });
      commit();
      git("clone", "--quiet", "--depth", "1", `file://${folder}`, shallow);
      project = shallow;
      assert.match(await failed("--base", "HEAD~1"), /This clone is shallow: .*fetch-depth: 0/);
    } finally {
      rmSync(shallow, { recursive: true });
    }
  });

  it("runs no hook of the repository", async () => {
    const base = start();
    const ran = join(folder, "ran");
    write({ ".git/hooks/post-checkout": `#!/bin/sh\ntouch ${ran}\n` });
    execFileSync("chmod", ["+x", join(folder, ".git/hooks/post-checkout")]);
    await run("--base", base);
    assert.ok(!existsSync(ran));
    assert.ok(readFileSync(join(folder, ".git/hooks/post-checkout"), "utf8").includes(ran));
  });
});
