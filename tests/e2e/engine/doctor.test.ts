import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plugins, pulumi } from "../../../doctor/checks/local";
import { state } from "../../../doctor/checks/state";
import { factsOf } from "../../../doctor/facts";
import { runner } from "../../../doctor/runner";
import type { Run } from "../../../doctor/types";
import { planOf } from "../../support/plans";
import { usePulumi } from "./pulumi";

describe("the doctor and Pulumi's own program", () => {
  const command = usePulumi();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-doctor-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: chatscale\nruntime: nodejs\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("agree on its version, the plugins, who is signed in, and what stacks there are", async () => {
    const program = command().command;
    const env: NodeJS.ProcessEnv = {
      HOME: folder,
      PATH: process.env["PATH"],
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_HOME: folder,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const does = (...args: string[]): void => {
      execFileSync(program, args, { cwd: folder, env, stdio: "ignore" });
    };
    const dependencies = { "@pulumi/pulumi": "3.248.0", "@pulumi/aws": "7.48.0" };
    const facts = factsOf({ plan: await planOf("dev-ecs"), config: {}, dependencies });
    const examined = async (): Promise<string[]> => {
      const run = runner(folder, env, 300);
      // The built program is not on the PATH.
      const asks: Run = (name, args) => run(name === "pulumi" ? program : name, args);
      const world = { run: asks, env, nodeVersion: "22.0.0" };
      const found = await Promise.all([pulumi, plugins, state].map((check) => check(facts, world)));
      return found.flat().map(({ check, status, what }) => `${status} ${check}: ${what}`);
    };

    const [version, ...nobody] = await examined();
    assert.match(version ?? "", /^ok pulumi: Pulumi v3\.\d+\.\d+\.$/);
    const download = "ok plugins: `pulumi up` will download aws 7.48.0.";
    assert.deepEqual(nobody, [download, "fix state: Nobody is signed in to a state backend."]);

    does("login", `file://${folder}`);
    const [, , signedIn, none, passphrase] = await examined();
    assert.match(signedIn ?? "", /^ok state: State in file:\/\/\S+, as \S+\.$/);
    assert.equal(none, "fix stack: The state does not have the stack yet.");
    assert.equal(passphrase, "ok secrets: The passphrase is set.");

    does("stack", "init", "dev-ecs");
    const [, , , there] = await examined();
    assert.equal(there, "ok stack: The stack has 0 resources.");
  });
});
