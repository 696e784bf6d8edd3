import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadReport } from "../../load/report";
import { end, start, startStreams, stream, token, type StreamServer } from "../load/streamServer";
import { runCommand } from "../support/command";
import { PROJECT_DIR } from "../support/plans";

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}, interactive = false) =>
  runCommand(["load", ...args], { env, interactive });

describe("the load command", () => {
  let server: StreamServer;
  let authorizations: (string | undefined)[];
  let folder: string;

  beforeEach(async () => {
    authorizations = [];
    folder = mkdtempSync(join(tmpdir(), "chatscale-load-"));
    server = await startStreams((response, { headers }) => {
      authorizations.push(headers.authorization);
      stream(response, start, token(1), end(2));
      response.end();
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const short = (): string[] => ["--url", server.url.origin, "--duration", "1", "--rate", "30"];

  it("shows a table, and writes the report and a plot where it is told to", async () => {
    const out = join(folder, "deep", "er");
    const { code, out: text, err } = await run([...short(), "--out", out]);
    assert.equal(code, 0);
    const [url, heading] = text.split("\n");
    assert.equal(url, server.url.href);
    assert.match(heading ?? "", /^steady 30 chats\/s for 1 s, seed 1; took [\d.]+ s$/);
    assert.deepEqual(readdirSync(out), ["load.json", "load.svg"]);
    const report = JSON.parse(readFileSync(join(out, "load.json"), "utf8")) as LoadReport;
    assert.equal(report.chats.complete, server.asked.length);
    assert.match(readFileSync(join(out, "load.svg"), "utf8"), /^<svg /);
    assert.equal(err, `Written to ${out}: load.json, load.svg\n`);
  });

  it("gives programs JSON alone, and people a bar that leaves nothing behind", async () => {
    const { out, err } = await run([...short(), "--json"], {}, true);
    assert.equal((JSON.parse(out) as LoadReport).run.rate, 30);
    assert.match(err, /\r[█░]{20} .*\d+ sent/);
    assert.match(err, /\r\u001b\[K$/);
  });

  it("takes secrets from files or the environment, never from the command line", async () => {
    const file = join(folder, "token");
    writeFileSync(file, "from-file\n");
    await run([...short(), "--token-file", file], { CHATSCALE_TOKEN: "from-environment" });
    assert.deepEqual([...new Set(authorizations)], ["Bearer from-file"]);
    authorizations = [];
    await run(short(), { CHATSCALE_TOKEN: "from-environment" });
    assert.deepEqual([...new Set(authorizations)], ["Bearer from-environment"]);
    const missing = await run([...short(), "--headers-file", join(folder, "none")]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /^--headers-file cannot be read: ENOENT/);
  });

  it("refuses another host before anything is sent or written", async () => {
    const out = join(folder, "out");
    // npm's own `yes`, from a user's .npmrc, is no consent.
    const env = { npm_config_yes: "true" };
    const { code, out: text, err } = await run(["--url", "https://example.com", "--out", out], env);
    assert.equal(code, 1);
    assert.equal(text, "");
    assert.equal(
      err,
      [
        "The load has 1 problem:",
        "",
        "  --url: example.com",
        "    is not this machine, and load costs its owner money or may stop the service",
        "    Fix: When the service is yours and may be loaded, add --yes.",
        "",
      ].join("\n"),
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  it("fails when not a single chat was completed", async () => {
    await server.close();
    const { code, out } = await run(short());
    assert.equal(code, 1);
    assert.match(out, /failed: ECONNREFUSED/);
    server = await startStreams(() => undefined);
  });

  it("ends by Ctrl-C with what it has", async () => {
    await server.close();
    const args = ["cli/run.mjs", "load", "--duration", "600", "--rate", "50"];
    const asked = new Promise<void>((resolve) => {
      void startStreams((response) => {
        stream(response, start, token(1));
        if (server.asked.length === 5) resolve();
      }).then((started) => {
        server = started;
        child = spawn(process.execPath, [...args, "--url", server.url.origin], {
          cwd: PROJECT_DIR,
          stdio: ["ignore", "pipe", "inherit"],
        });
        child.stdout?.on("data", (piece: Buffer) => (text += piece.toString()));
      });
    });
    let text = "";
    let child: ReturnType<typeof spawn> | undefined;
    await asked;
    child!.kill("SIGINT");
    const [code] = (await once(child!, "close")) as [number];
    assert.equal(code, 130);
    assert.match(text, /stopped after/);
    assert.match(text, /still open at the end {2,}\d/);
  });
});
