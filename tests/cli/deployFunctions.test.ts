import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionPackage } from "../../shared/functionPackage";
import { runCommand } from "../support/command";

const HOST_JSON = '{ "version": "2.0" }\n';

/** Writes down how it was called, and answers as its case wants. */
const tool = (answer: string): string => `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const { createHash } = require("node:crypto");
const args = process.argv.slice(2);
const at = args.indexOf("--src");
const file = at < 0 ? undefined : args[at + 1];
const sha256 = file && createHash("sha256").update(readFileSync(file)).digest("hex");
const call = args.map((arg) => (arg === file ? "FILE" : arg));
appendFileSync(process.env.CALLS, JSON.stringify({ call, file, sha256 }) + "\\n");
${answer}
`;

describe("the command that deploys functions", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-deploy-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function install(name: string, answer: string): void {
    writeFileSync(join(folder, name), tool(answer));
    chmodSync(join(folder, name), 0o755);
  }

  async function installPulumi(sha256?: string): Promise<void> {
    const apps = {
      resourceGroup: "group",
      names: ["app-webhook", "app-worker"],
      hostJson: HOST_JSON,
      sha256: sha256 ?? (await functionPackage(HOST_JSON)).sha256,
    };
    install("pulumi", `process.stdout.write(${JSON.stringify(JSON.stringify(apps))});`);
  }

  async function deploy(...args: string[]) {
    const said = await runCommand(["deploy:functions", ...args], {
      env: { PATH: folder, CALLS: join(folder, "calls") },
    });
    const file = join(folder, "calls");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    const calls = lines.map(
      (line) => JSON.parse(line) as { call: string[]; file?: string; sha256?: string },
    );
    return { ...said, calls };
  }

  it("gives the package that the plan showed to both apps, and leaves no file behind", async () => {
    await installPulumi();
    install("az", "");
    const { code, out, err, calls } = await deploy("--stack", "prod-azure");
    assert.equal(code, 0, err);
    const { sha256 } = await functionPackage(HOST_JSON);
    const publish = (name: string) =>
      `functionapp deployment source config-zip --resource-group group --name ${name} --src FILE`;
    assert.deepEqual(
      calls.map(({ call }) => call.join(" ")),
      [
        "stack output functionApps --json --stack prod-azure",
        publish("app-webhook"),
        publish("app-worker"),
      ],
    );
    assert.deepEqual(calls.map((call) => call.sha256).slice(1), [sha256, sha256]);
    assert.ok(!existsSync(calls[1]?.file ?? folder));
    assert.equal(out, `app-webhook and app-worker run package ${sha256.slice(0, 12)}.\n`);
  });

  it("deploys nothing that `pulumi up` has not shown", async () => {
    await installPulumi(createHash("sha256").update("older").digest("hex"));
    install("az", "");
    const { code, err, calls } = await deploy();
    assert.equal(code, 1);
    assert.match(err, /changed since the last `pulumi up` of "dev"/);
    assert.equal(calls.length, 1);
  });

  it("says what is missing: the output, or a program", async () => {
    install("pulumi", 'process.stderr.write("no output\\n"); process.exitCode = 255;');
    const without = await deploy("--stack", "dev-azure");
    assert.equal(without.code, 1);
    assert.match(without.err, /^no output\nThe stack "dev-azure" has no output functionApps\./);
    await installPulumi();
    const alone = await deploy();
    assert.equal(alone.code, 1);
    assert.match(alone.err, /There is no az on the PATH\./);
  });

  it("stops at an app that does not take it, and says what may help", async () => {
    await installPulumi();
    install("az", 'process.stderr.write("BlobUploadFailedException\\n"); process.exitCode = 1;');
    const { code, out, err, calls } = await deploy();
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /BlobUploadFailedException\napp-webhook did not take the package\.\nRoles/);
    assert.equal(calls.length, 2);
    assert.ok(!existsSync(calls[1]?.file ?? folder), "no file is left behind");
    for (const line of err.split("\n")) assert.ok(line.length <= 80, line);
  });
});
