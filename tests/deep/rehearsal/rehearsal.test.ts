import assert from "node:assert/strict";
import type { RehearsalReport } from "../../../rehearsal/report";
import { rehearse } from "../../../rehearsal/run";
import { runCommand } from "../../support/command";

/** Short, so that what is waited for is what happens, and not the clock. */
const SETTINGS = {
  clients: 12,
  rate: 6,
  interval: 0.5,
  failures: 2,
  ttl: 1,
  retry: 0.5,
  share: 50,
  rounds: 2,
  seed: 1,
};

describe("a rehearsal of the failure of one cloud of two", () => {
  let report: RehearsalReport;

  before(async () => {
    report = await rehearse(SETTINGS);
  });

  it("kills each side once, brings it back, and then switches by plan", () => {
    assert.deepEqual(
      report.phases.map(({ name }) => name),
      ["both sides", "A is killed", "A is back", "B is killed", "B is back", "planned: all to B"],
    );
    for (const { unhealthy, healthy } of report.outages) {
      assert.ok(unhealthy !== undefined && healthy !== undefined);
    }
  });

  it("loses no chat: each reply is what the model says to the whole history", () => {
    for (const { name, started, complete, lost } of report.phases) {
      assert.ok(started > 0, name);
      assert.deepEqual([complete, lost], [started, 0], name);
    }
  });

  it("cuts clients off by each kill, and has every one served again", () => {
    for (const { side, clients, unserved, served } of report.outages) {
      assert.ok(clients > 0, side);
      assert.equal(unserved, 0, side);
      assert.equal(served?.count, clients, side);
    }
    assert.ok(report.phases.some(({ resumed }) => resumed > 0));
  });

  it("leads no client to a dead side by an answer that is younger than the decision", () => {
    assert.equal(report.misled, 0);
  });

  it("cuts no chat off by the planned switch, and carries conversations over by it", () => {
    assert.equal(report.stray, 0);
    assert.equal(report.phases.at(-1)?.resumed, 0);
    assert.ok(report.phases.some(({ carried }) => carried > 0));
  });

  it("is had by the command too, as a table of 80 columns", async () => {
    const short = ["--clients", "6", "--rate", "6", "--interval", "0.5", "--failures", "2"];
    const args = [...short, "--ttl", "1", "--retry", "0.5"];
    const { out, err } = await runCommand(["rehearse", ...args]);
    assert.match(out, /^6 clients, 6 chats\/s, 50 % to A, seed 1\n/);
    assert.match(out, /^ {2}A is killed +\d+ +\d+ +\d+ +\d+ +0 +0 \/ \d+$/m);
    assert.ok(!out.includes("lost,") && !out.includes("both sides were there"), out);
    for (const line of `${out}\n${err}`.split("\n")) assert.ok(line.length <= 80, line);
  });
});
