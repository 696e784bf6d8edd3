import assert from "node:assert/strict";
import { runCommand } from "../support/command";

const run = (...args: string[]) => runCommand(["rehearse", ...args]);

describe("the rehearse command", () => {
  it("explains itself in 80 columns", async () => {
    const { code, out } = await run("--help");
    assert.equal(code, 0);
    assert.match(out, /^Usage: npm run rehearse -- \[options\]/);
    for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
  });

  it("says all that is wrong with its options, and starts nothing", async () => {
    const { code, out, err } = await run("--clients", "0", "--ttl", "long");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^The rehearsal has 2 problems:/);
    assert.match(err, /--clients: "0"\n {4}must be a whole number from 1 to 1000/);
    assert.match(err, /--ttl: "long"/);
  });

  it("refuses an option that it does not know", async () => {
    const { code, err } = await run("--kill", "B");
    assert.equal(code, 1);
    assert.match(err, /Unknown option '--kill'/);
  });
});
