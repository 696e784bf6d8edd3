import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PlanError } from "../../plan/errors";
import { planStack } from "../../plan/run";
import { SECRET_PLACEHOLDER } from "../../plan/stackFile";
import { PROJECT_DIR } from "../support/plans";

const projectDir = join(__dirname, "fixtures", "errors");

async function failureOf(name: string): Promise<Error> {
  try {
    await planStack({ projectDir, stack: "dev", set: [`case=${name}`] });
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail(`the plan of "${name}" did not fail`);
}

describe("a plan that cannot be complete", () => {
  it("names the place where a secret would be stored in plain text, not the secret", async () => {
    const error = await failureOf("leak");
    assert.ok(error instanceof PlanError);
    assert.match(error.message, /leak: deep\[0\]\.text/);
    assert.ok(!error.message.includes(SECRET_PLACEHOLDER));
    assert.match((await failureOf("leaking output")).message, /stack output shown/);
  });

  it("names two resources that have the same URN", async () => {
    const error = await failureOf("twice");
    assert.ok(error instanceof PlanError);
    assert.match(error.message, /URN .*::same/);
  });

  it("says which function of a provider has no answer offline", async () => {
    const error = await failureOf("unknown function");
    assert.ok(error instanceof PlanError);
    assert.match(error.message, /getThing/);
  });

  it("refuses a method of a resource, which only the cloud could answer", async () => {
    const error = await failureOf("method");
    assert.ok(error instanceof PlanError);
    assert.match(error.message, /cannot call aws:test\/thing:Thing\/getKey/);
  });

  it("says where an output without a look-alike is used, and whose it is", async () => {
    const error = await failureOf("missing output");
    assert.ok(error instanceof PlanError);
    const origin = "    from aws:test/thing:Thing source, which has: arn, id, name";
    assert.deepEqual(error.message.split("\n"), [
      "The offline plan has no look-alike of an output that the program uses:",
      "  aws:test/thing:Thing used needs it for policy",
      origin,
      "  aws:test/thing:Thing used needs it for url",
      origin,
      "  the stack output shown needs it",
      "Add that output to the rule of its type in plan/cloud; null, where the cloud leaves it empty.",
    ]);
  });

  it("does not mind an output without a look-alike that nothing uses", async () => {
    const plan = await planStack({ projectDir, stack: "dev", set: ["case=unused output"] });
    assert.equal(plan.resources.length, 2);
  });

  it("passes on what the program throws, with its stack", async () => {
    const error = await failureOf("thrown");
    assert.equal(error.message, "no such zone");
    assert.match(error.stack ?? "", /fixtures[\\/]errors[\\/]index\.ts:\d+/);
    assert.equal((await failureOf("for people")).message, "say this and nothing more");
  });

  it("fails for a rejected promise, and for an error in the preview alone", async () => {
    assert.match((await failureOf("in a promise")).message, /no such size/);
    assert.equal((await failureOf("preview only")).message, "only in a preview");
  });

  it("tells what waits in a program that never ends", () => {
    const script = `require("./plan/run.ts")
      .planStack({ projectDir: ${JSON.stringify(projectDir)}, stack: "dev", set: ["case=circle"] })
      .then(() => { process.exitCode = 3 }, (error) => {
        console.log(error.message);
        process.exitCode = 1;
      });`;
    const options = { cwd: PROJECT_DIR, encoding: "utf8" } as const;
    const child = spawnSync(process.execPath, ["--import", "tsx", "-e", script], options);
    assert.equal(child.status, 1, child.stderr);
    assert.match(child.stdout, /first\[aws:test\/thing:Thing\], second\[aws:test\/thing:Thing\]/);
  });

  it("leaves the process as it was", async () => {
    const listeners = process.listeners("unhandledRejection");
    const idle = process.listeners("beforeExit");
    const limit = Error.stackTraceLimit;
    const { sourceMapsEnabled } = process;
    await failureOf("twice");
    assert.equal(process.sourceMapsEnabled, sourceMapsEnabled);
    assert.deepEqual(process.listeners("unhandledRejection"), listeners);
    assert.deepEqual(process.listeners("beforeExit"), idle);
    assert.equal(Error.stackTraceLimit, limit);
  });
});
