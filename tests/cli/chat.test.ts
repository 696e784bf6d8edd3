import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Info } from "../../app/gateway/api/api";
import { runCommand } from "../support/command";
import { PROJECT_DIR } from "../support/plans";

interface Running {
  readonly child: ChildProcess;
  /** Resolves with the address that the command prints. */
  readonly url: Promise<string>;
  readonly exited: Promise<unknown>;
}

/** Starts `npm run chat`, with the environment of a user who has set nothing. */
function start(args: readonly string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ["cli/run.mjs", "chat", ...args], {
    cwd: PROJECT_DIR,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (piece: Buffer) => (text += piece.toString()));
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (piece: Buffer) => {
      text += piece.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/(?=\n)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(text)));
  });
  return {
    child,
    url,
    exited: once(child, "exit").then(([code, signal]) => (code ?? signal) as unknown),
  };
}

/** Runs the command in this process to its end, which is at once when it refuses. */
async function refusal(...args: string[]): Promise<string> {
  const { code, err } = await runCommand(["chat", ...args]);
  assert.equal(code, 1);
  return err.split("\n\n")[0]!;
}

describe("npm run chat", () => {
  it("serves the page and chats with the demo model, until Ctrl-C", async () => {
    const { child, url, exited } = start(["--port", "0", "--no-open"]);
    const base = await url;
    const page = await fetch(base);
    assert.match(await page.text(), /<title>chatscale<\/title>/);
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    const info = (await (await fetch(`${base}api/info`)).json()) as Info;
    assert.deepEqual([info.demo, info.auth], [true, "none"]);
    const reply = await fetch(`${base}api/chats`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "hi" }] }),
    });
    const stream = reply.body! as ReadableStream<Uint8Array>;
    const { value } = await stream.getReader().read();
    assert.match(new TextDecoder().decode(value), /event: start/);
    child.kill("SIGINT");
    assert.equal(await exited, 0);
    await assert.rejects(fetch(base));
  });

  it("answers nobody who calls this machine by another name", async () => {
    const { child, url, exited } = start(["--port", "0"]);
    const { port } = new URL(await url);
    const statusFor = async (host: string): Promise<number | undefined> => {
      const sent = request({ port, host: "127.0.0.1", path: "/api/info", headers: { host } }).end();
      const [response] = (await once(sent, "response")) as [
        { statusCode?: number; resume(): void },
      ];
      response.resume();
      return response.statusCode;
    };
    assert.equal(await statusFor("attacker.example"), 400);
    assert.equal(await statusFor(`attacker.example:${port}`), 400);
    assert.equal(await statusFor(`localhost:${port}`), 200);
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
  });

  it("chats with the model that the user names, by flag or environment, with its key", async () => {
    const keys: (string | undefined)[] = [];
    const model = createServer((asked, response) => {
      keys.push(asked.headers.authorization);
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.end(
        'data: {"choices":[{"delta":{"content":"Yes."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      );
    }).listen(0, "127.0.0.1");
    await once(model, "listening");
    const modelUrl = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`;
    const byEnvironment = start(["--port", "0"], {
      MODEL_URL: modelUrl,
      MODEL_NAME: "m",
      MODEL_API_KEY: "secret",
    });
    const byFlag = start(["--port", "0", "--model-url", modelUrl, "--model-name", "m"]);
    for (const { child, url, exited } of [byEnvironment, byFlag]) {
      const base = await url;
      const info = (await (await fetch(`${base}api/info`)).json()) as Info;
      assert.deepEqual([info.demo, info.model], [false, "m"]);
      const reply = await fetch(`${base}api/chats`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ messages: [{ role: "user", content: "hi" }] }),
      });
      assert.match(await reply.text(), /"text":"Yes\."/);
      child.kill("SIGINT");
      assert.equal(await exited, 0);
    }
    assert.deepEqual(keys, ["Bearer secret", undefined]);
    model.close();
    model.closeAllConnections();
  });

  it("tells in one line what is wrong with a port or a model's address", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    assert.equal(
      await refusal("--port", String(port)),
      `--port: ${port} is taken. Choose another one, or 0 for a free one.`,
    );
    taken.close();
    for (const text of ["x", "-1", "65536", "1.5", ""]) {
      assert.equal(
        await refusal(`--port=${text}`),
        `--port: "${text}" must be a whole number from 0 to 65535.`,
      );
    }
    assert.equal(
      await refusal("--model-url", "http://example.com/v1"),
      "MODEL_URL must be an https address.",
    );
    assert.match(await refusal("--nonsense"), /^Unknown option '--nonsense'/);
  });
});
