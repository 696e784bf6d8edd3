import assert from "node:assert/strict";

import { seededRandom } from "../../../load/random";
import { NoPython } from "../support/python";
import { experiments, type Experiment } from "./simfaas/experiments";
import { simulateExperiment, WINDOW } from "./simfaas/lambda";
import { runSimFaas } from "./simfaas/simfaas";

/** Requests for each experiment: cold starts are as rare as one in a thousand. */
const REQUESTS = 4_000_000;

interface Said {
  readonly coldStarts: number;
  readonly instances: number;
}

/** Requests of the rarest experiments for SimFaaS, which is slow: 28 hours have few of them. */
const LEAST = 5000;

/** How far off two shares are on average, in percent, and how many are within three errors. */
function compareWith(measured: readonly Experiment[], said: readonly Said[]) {
  const off = (of: (one: Said) => number): number => {
    const errors = measured.map((row, at) => Math.abs(of(said[at]!) - of(row)) / of(row));
    return (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length;
  };
  const within = measured.filter(
    (row, at) => Math.abs(said[at]!.coldStarts - row.coldStarts) <= 3 * row.standardError,
  );
  return {
    coldStarts: off(({ coldStarts }) => coldStarts),
    instances: off(({ instances }) => instances),
    within: within.length,
  };
}

describe("Lambda's instances, against 20 measured experiments", function () {
  this.timeout(0);
  const measured = experiments();

  it("has their cold starts and their instances", () => {
    const said = measured.map((row, at) => simulateExperiment(row, REQUESTS, seededRandom(at + 1)));
    const off = compareWith(measured, said);
    print("ours", off);
    assert.equal(measured.length, 20);
    assert.ok(off.coldStarts <= 13);
    assert.ok(off.instances <= 3.5);
    assert.ok(off.within >= 18);
  });

  it("stands beside SimFaaS's own run", async function () {
    try {
      const inputs = measured.map(({ rate, warm, cold, idle }) => ({
        ...{ rate, warm, cold, idle },
        seconds: Math.max(WINDOW, LEAST / rate),
      }));
      const said = await runSimFaas(inputs);
      assert.equal(said.length, measured.length);
      print("SimFaaS", compareWith(measured, said));
    } catch (error) {
      if (!(error instanceof NoPython) || process.env["CI"] !== undefined) throw error;
      process.stderr.write(`chatscale: skipped: ${error.message}\n`);
      this.skip();
    }
  });
});

function print(who: string, off: ReturnType<typeof compareWith>): void {
  const { coldStarts, instances, within } = off;
  process.stdout.write(
    `      ${who}: cold starts ${coldStarts.toFixed(2)} % off, instances ${instances.toFixed(2)} % off, ${within} of 20 within three standard errors\n`,
  );
}
