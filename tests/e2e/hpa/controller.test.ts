import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import {
  goldenDecisions,
  writeGoldenDecisions,
  type Decisions,
} from "../../compare/simulate/hpa/golden";
import { hpaScenarios } from "../../compare/simulate/hpa/scenarios";
import { goTool, NoGo } from "../support/goTool";

describe("the HPA controller of Kubernetes 1.36.3", function () {
  this.timeout(0);
  let controller: string;

  before(async function () {
    try {
      const root = await goTool({ name: "hpa", module: __dirname, package: ".", isTest: true });
      controller = join(root, "bin", "hpa");
    } catch (error) {
      if (!(error instanceof NoGo) || process.env["CI"] !== undefined) throw error;
      process.stderr.write(`chatscale: skipped: ${error.message}\n`);
      this.skip();
    }
  });

  it("decides what the golden file holds, in every scenario", async () => {
    const decisions = await decide(controller);
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeGoldenDecisions(decisions);
    assert.equal(Object.keys(decisions).length, 240);
    assert.deepEqual(decisions, goldenDecisions());
  });
});

/** What the real controller decides, in virtual time. */
async function decide(controller: string): Promise<Decisions> {
  const folder = mkdtempSync(join(tmpdir(), "chatscale-hpa-"));
  const [scenarios, decisions] = [join(folder, "scenarios"), join(folder, "decisions")];
  try {
    writeFileSync(scenarios, JSON.stringify(hpaScenarios()));
    await promisify(execFile)(controller, ["-test.timeout=30m"], {
      cwd: folder,
      env: { ...process.env, SCENARIOS: scenarios, DECISIONS: decisions },
      maxBuffer: 1 << 26,
    });
    return JSON.parse(readFileSync(decisions, "utf8")) as Decisions;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
