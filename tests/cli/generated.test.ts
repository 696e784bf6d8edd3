import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../support/command";

/** A project of its own, since these commands write. */
describe("the commands that write files", () => {
  let folder: string;
  const plans = (): string[] => readdirSync(join(folder, "tests", "plans")).sort();
  const planFile = (stack: string): string => join(folder, "tests", "plans", `${stack}.json`);

  const run = (...args: string[]) => runCommand(args, { projectDir: folder });

  function setProgram(body: string): void {
    writeFileSync(join(folder, "index.js"), `module.exports = async () => { ${body} };`);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-generated-"));
    mkdirSync(join(folder, "docs"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: chatscale\nmain: index.js\n");
    writeFileSync(join(folder, "Pulumi.small.yaml"), "config: {}\n");
    setProgram("return { answer: 42 }");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("golden writes the plan of each stack once, and is then content", async () => {
    const checked = await run("golden", "--check");
    assert.equal(checked.code, 1);
    assert.match(checked.err, /^Plans differ from tests\/plans:\n {2}small \(no file yet\)\n/);
    assert.ok(!existsSync(planFile("small")), "a check writes nothing");

    const written = await run("golden");
    assert.deepEqual(
      [written.code, written.out],
      [0, "Renewed in tests/plans:\n  small (no file yet)\n"],
    );
    assert.equal(
      (JSON.parse(readFileSync(planFile("small"), "utf8")) as { stack: string }).stack,
      "small",
    );
    assert.deepEqual(await run("golden", "--check"), {
      code: 0,
      out: "Plans as they were: small.\n",
      err: "",
    });
  });

  it("golden says where a plan differs, and drops the plan of a stack that is gone", async () => {
    await run("golden");
    const text = readFileSync(planFile("small"), "utf8");
    writeFileSync(planFile("small"), text.replace('"stack": "small"', '"stack": "other"'));
    writeFileSync(planFile("gone"), "{}");
    const { code, err } = await run("golden", "--check");
    assert.equal(code, 1);
    const line = text.split("\n").findIndex((each) => each.includes('"stack": "small"')) + 1;
    assert.match(
      err,
      new RegExp(`\\n  small \\(from line ${line}\\)\\n  gone\\.json \\(its stack is gone\\)\\n`),
    );
    assert.match(err, /Look at each change, then run: npm run golden\n$/);

    assert.equal((await run("golden")).code, 0);
    assert.deepEqual(plans(), ["small.json"]);
    assert.equal(readFileSync(planFile("small"), "utf8"), text);
  });

  it("golden keeps the refusal of a stack that the config's rules refuse", async () => {
    const message = JSON.stringify('bad config\n\n  cloud: "gcp"');
    setProgram(`throw Object.assign(new Error(${message}), { name: "ConfigError" })`);
    assert.equal((await run("golden")).code, 0);
    assert.deepEqual(JSON.parse(readFileSync(planFile("small"), "utf8")), {
      stack: "small",
      refused: ["bad config", "", '  cloud: "gcp"'],
    });
  });

  it("golden fails as a plan does when the program fails", async () => {
    setProgram('throw new Error("no such thing")');
    const { code, err } = await run("golden");
    assert.equal(code, 1);
    assert.match(err, /no such thing/);
    assert.ok(!existsSync(planFile("small")));
  });

  it("docs writes its pages, and notices a change of one", async () => {
    const docsIn = (name: string): string => join(folder, "docs", name);
    assert.match(
      (await run("docs", "--check")).err,
      /^docs\/config\.md .*\ndocs\/parity\.md .*\ndocs\/policy\.md .*\n$/,
    );
    assert.deepEqual(readdirSync(join(folder, "docs")), [], "a check writes nothing");
    assert.deepEqual(await run("docs"), { code: 0, out: "", err: "" });
    assert.deepEqual(await run("docs", "--check"), { code: 0, out: "", err: "" });
    assert.match(
      readFileSync(docsIn("parity.md"), "utf8"),
      /\| `gateway\.port` \| eks, aks, kubernetes \|/,
    );
    for (const name of ["config.md", "parity.md"]) {
      writeFileSync(docsIn(name), "# Other\n");
      const { code, err } = await run("docs", "--check");
      assert.equal(code, 1);
      assert.equal(err, `docs/${name} is not what the program says. Run: npm run docs\n`);
      assert.equal((await run("docs")).code, 0);
    }
    assert.equal((await run("docs", "--help")).code, 0);
  });
});
