import assert from "node:assert/strict";
import { main } from "../cli/main";
import { PROJECT_DIR } from "./support/plans";

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  const texts: string[] = [];
  const keep = (text: string): void => void texts.push(text);
  const view = { width: 80, colour: false, interactive: false, env: {} };
  const code = await main(args, { projectDir: PROJECT_DIR, out: keep, err: keep, ...view });
  return { code, text: texts.join("") };
}

describe("what is generated and kept", () => {
  it("has the plan of every shipped stack, as it is now", async () => {
    const { code, text } = await run("golden", "--check");
    assert.equal(code, 0, text);
  });

  it("has the tables of config keys and of the workload's fields, as they are now", async () => {
    const { code, text } = await run("docs", "--check");
    assert.equal(code, 0, text);
  });
});

describe("plan as a command", () => {
  it("prints the same JSON each time", async () => {
    const [first, second] = [await run("plan", "--json"), await run("plan", "--json")];
    assert.equal(first.code, 0, first.text);
    assert.equal(first.text, second.text);
  });

  it("fits 80 columns, and has no colour off a terminal", async () => {
    const { text } = await run("plan", "--stack", "prod-aws");
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
    assert.doesNotMatch(text, /\u001b/);
  });

  it("ends with 1, every problem and no stack trace when the config is wrong", async () => {
    const { code, text } = await run("plan", "--set", "nodes.min=9", "--set", "colour=red");
    assert.equal(code, 1);
    assert.match(text, /has 2 problems/);
    assert.match(text, /nodes\.min: 9/);
    assert.match(text, /colour: "red"/);
    assert.doesNotMatch(text, /^\s+at /m);
  });

  it("names the stacks there are when asked for another", async () => {
    const { code, text } = await run("plan", "--stack", "staging");
    assert.equal(code, 1);
    assert.match(text, /dev-azure/);
    assert.doesNotMatch(text, /^\s+at /m);
  });

  it("refuses an unknown flag with the usage", async () => {
    const { code, text } = await run("plan", "--colour");
    assert.equal(code, 1);
    assert.match(text, /Usage: npm run plan/);
  });
});
