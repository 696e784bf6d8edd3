import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { main } from "../../cli/main";
import { PROJECT_DIR } from "../support/plans";

const FIXTURES = join(__dirname, "..", "plan", "fixtures");

async function run(projectDir: string, ...args: string[]) {
  const texts = { out: "", err: "" };
  const out = (text: string): void => void (texts.out += text);
  const err = (text: string): void => void (texts.err += text);
  const code = await main(args, { projectDir, out, err, width: 80, colour: false });
  return { code, ...texts };
}

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
