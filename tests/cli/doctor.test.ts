import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../doctor/types";
import { AWS } from "../doctor/healthy";
import { runCommand } from "../support/command";
import { FakePrograms } from "../support/fakePrograms";

describe("the doctor command", () => {
  let programs: FakePrograms;
  beforeEach(() => {
    programs = new FakePrograms(AWS);
  });
  afterEach(() => programs.remove());

  it("succeeds where nothing must be mended, for a real plan", async () => {
    const { code, out, err } = await runCommand(["doctor", "--stack", "prod-aws"], {
      env: { PATH: programs.path },
    });
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^prod-aws on AWS \(EKS, us-east-1\): 14 ok\n\nOk\n {2}node {9}Node /);
    for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
  });

  it("fails where something must be mended, and tells programs all of it", async () => {
    const { code, out, err } = await runCommand(["doctor", "--json"], { env: { PATH: "" } });
    assert.deepEqual([code, err], [1, ""]);
    const said = JSON.parse(out) as { format: number; stack: string; findings: Finding[] };
    assert.deepEqual([said.format, said.stack], [1, "dev"]);
    assert.deepEqual(
      said.findings.filter(({ status }) => status === "fix").map(({ check }) => check),
      ["pulumi", "docker", "aws"],
    );
  });

  it("reads of the stack's file how its secrets are encrypted", async () => {
    const projectDir = mkdtempSync(join(tmpdir(), "chatscale-doctor-"));
    try {
      writeFileSync(join(projectDir, "Pulumi.yaml"), "name: p\nmain: index.js\n");
      writeFileSync(join(projectDir, "index.js"), "module.exports = () => ({});");
      const secrets = async (file: string): Promise<string | undefined> => {
        writeFileSync(join(projectDir, "Pulumi.dev.yaml"), file);
        const args = ["doctor", "--json"];
        const { out } = await runCommand(args, { projectDir, env: { PATH: programs.path } });
        const { findings } = JSON.parse(out) as { findings: Finding[] };
        return findings.find(({ check }) => check === "secrets")?.what;
      };
      assert.equal(await secrets("config: {}\n"), "Pulumi Cloud encrypts secrets.");
      assert.equal(
        await secrets("secretsprovider: azurekeyvault://v.vault.azure.net/keys/k\n"),
        "Secrets are encrypted by azurekeyvault.",
      );
      assert.equal(
        await secrets("encryptionsalt: v1:abc\n"),
        "Secrets are encrypted by a passphrase, and none is set.",
      );
    } finally {
      rmSync(projectDir, { recursive: true });
    }
  });

  it("refuses a time that is none, and a stack that there is not", async () => {
    for (const timeout of ["0", "soon", "4000"]) {
      const { code, err } = await runCommand(["doctor", "--timeout", timeout]);
      assert.equal(code, 1);
      assert.ok(err.startsWith(`--timeout: "${timeout}" must be seconds, from 1 to 3600.\n`), err);
    }
    const { code, err } = await runCommand(["doctor", "--stack", "none"]);
    assert.equal(code, 1);
    assert.match(err, /^There is no stack "none"\./);
    assert.deepEqual(programs.asked(), []);
  });
});
