import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { call, say, textOf } from "../../support/chatClient";
import { PROJECT_DIR } from "../../support/plans";
import { executeDockerfile, type Stage } from "./dockerfile";

/** Each file of a folder with its time of change. */
function filesIn(folder: string): Record<string, number> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).mtimeMs]));
}

describe("the gateway's image", () => {
  let stage: Stage;
  let remove: () => void = () => undefined;
  let folder: string;

  before(() => {
    ({ stage, remove } = executeDockerfile(join(PROJECT_DIR, "app")));
    folder = join(stage.root, stage.folder);
    chmodSync(dirname(stage.root), 0o755);
  });

  after(() => remove());

  it("holds the bundle and the page, and no package or source beside them", () => {
    const names = Object.keys(filesIn(stage.root));
    assert.deepEqual(names, [
      "app",
      "app/gateway.js",
      "app/gateway.js.map",
      "app/page",
      "app/page/headers.json",
      "app/page/icon.svg",
      "app/page/index.html",
      "app/page/main.js",
      "app/page/style.css",
    ]);
  });

  it("stands on the current LTS of Node.js, and runs as nobody", () => {
    assert.equal(stage.image, "node:24-bookworm-slim");
    assert.equal(stage.user, "10001:10001");
    assert.equal(stage.environment["NODE_ENV"], "production");
  });

  it("serves page and chats on a file system that it writes nothing to, and stops when told", async () => {
    const before = filesIn(stage.root);
    const [program, ...args] = stage.command;
    assert.equal(program, "node");
    const [uid, gid] = (stage.user ?? "").split(":").map(Number);
    const environment = {
      ...stage.environment,
      // What is at /app in the image is in this folder here.
      ASSETS_DIR: join(stage.root, stage.environment["ASSETS_DIR"] ?? ""),
      PORT: "0",
      METRICS_PORT: "0",
      DEMO_TOKENS_PER_SECOND: "0",
    };
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
      // Only root may become somebody else.
      ...(process.getuid?.() === 0 && { uid, gid }),
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line")) as [string];
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    assert.equal(event, "listening");
    const base = `http://127.0.0.1:${port}`;
    assert.equal((await call(base, { path: "/healthz" })).status, 200);
    const page = await call(base, { path: "/" });
    assert.match(page.body, /<script/);
    assert.match(String(page.headers["content-security-policy"]), /^default-src 'none'/);
    const reply = await call(base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say("hello")),
    });
    assert.match(textOf(reply.events), /demo model/);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.deepEqual(filesIn(stage.root), before);
  });
});
