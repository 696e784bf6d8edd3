import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CERTIFICATE_FILE } from "../../../kubernetes/valkey";
import { valkeySettings } from "../../../kubernetes/valkeyPod";
import { SECRETS_MOUNT } from "../../../shared/kubernetes/settings";
import { selfSigned } from "../../support/certificate";
import { call, say } from "../../support/chatClient";
import { environmentOf } from "../../support/gateway";
import { freePort, startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";
import { only, planOf } from "../../support/plans";
import { requireRedis } from "../gateway/redis";

const PASSWORD = "a-password-of-the-store-4711";
/** A conversation that nobody has started: to look it up takes the store. */
const UNKNOWN = "x".repeat(22);

const CONNECTED = "session store connected";

/** A replica that the store is of no use to. */
interface Outsider {
  /** What the log says of it. */
  readonly error: string;
  readonly changed: () => Readonly<Record<string, string>>;
}

describe("the session store of a cluster, with its settings and the gateway's environment", () => {
  let folder: string;
  let port: number;
  let server: ChildProcess;
  const replicas: Replica[] = [];

  before(async function () {
    requireRedis(this);
    folder = mkdtempSync(join(tmpdir(), "chatscale-valkey-"));
    port = await freePort();
    const { cert, key } = selfSigned("localhost");
    const settings = valkeySettings(PASSWORD, "128Mi")
      .replace("tls-port 6379", `tls-port ${port}\nbind 127.0.0.1`)
      .replaceAll("/etc/valkey", folder)
      .replace("dir /data", `dir ${join(folder, "data")}`);
    mkdirSync(join(folder, "data"));
    const files = {
      "tls.crt": cert,
      "tls.key": key,
      "valkey.conf": settings,
      [CERTIFICATE_FILE]: cert,
      "session-store-password": PASSWORD,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await startServer();
  });

  afterEach(() => stopReplicas(replicas.splice(0)));

  after(async () => {
    await stopServer();
    rmSync(folder, { recursive: true });
  });

  async function startServer(): Promise<void> {
    server = spawn("redis-server", [join(folder, "valkey.conf")], { stdio: "ignore" });
    while (!(await listens(port))) {
      assert.equal(server.exitCode, null, "the server refused its settings");
      await sleep(20);
    }
  }

  async function stopServer(): Promise<void> {
    if ((server as ChildProcess | undefined)?.exitCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  }

  /**
   * A replica with what its pod is planned to have; the mounted files lie in the folder.
   * @param said what its log says before this returns
   */
  async function replica(
    said: string,
    changed: Readonly<Record<string, string>> = {},
  ): Promise<Replica> {
    const pod = only(
      await planOf("local"),
      "kubernetes:apps/v1:Deployment",
      "chatscale-local-gateway",
    );
    const planned = Object.entries(environmentOf(pod)).map(
      ([key, value]) => [key, value.replace(SECRETS_MOUNT, folder)] as const,
    );
    const started = await startReplica({
      ...Object.fromEntries(planned),
      SESSION_STORE_HOST: "localhost",
      SESSION_STORE_PORT: String(port),
      PORT: "0",
      METRICS_PORT: "0",
      ...changed,
    });
    replicas.push(started);
    while (!started.log.some((line) => line.includes(said))) await sleep(20);
    return started;
  }

  it("keeps a chat over TLS for the next replica, and on its disk", async () => {
    const first = await replica(CONNECTED);
    const body = JSON.stringify(say("keep this"));
    const reply = await call(first.base, { method: "POST", path: "/api/chats", body });
    const start = reply.events.find(({ event }) => event === "start");
    assert.ok(start && reply.events.at(-1)?.event === "end", reply.body);
    const { conversation } = start.data as { readonly conversation: string };

    await stopServer();
    await startServer();
    const second = await replica(CONNECTED);
    const { status, body: kept } = await call(second.base, {
      path: `/api/conversations/${conversation}`,
    });
    assert.equal(status, 200, kept);
    assert.equal((JSON.parse(kept) as { messages: unknown[] }).messages.length, 2);
  });

  const outsiders: Readonly<Record<string, Outsider>> = {
    "that does not trust its certificate": {
      error: "DEPTH_ZERO_SELF_SIGNED_CERT",
      changed: () => ({ NODE_EXTRA_CA_CERTS: "" }),
    },
    "that has another password": {
      error: "WRONGPASS",
      changed: () => {
        const file = join(folder, "another-password");
        writeFileSync(file, "another-password");
        return { SESSION_STORE_PASSWORD_FILE: file };
      },
    },
  };
  for (const [whom, { error, changed }] of Object.entries(outsiders)) {
    it(`is of no use to a replica ${whom}`, async () => {
      const { base } = await replica(error, changed());
      const { status } = await call(base, { path: `/api/conversations/${UNKNOWN}` });
      assert.equal(status, 503);
    });
  }

  it("tells a replica that may use it what it has not", async () => {
    const { base } = await replica(CONNECTED);
    const { status } = await call(base, { path: `/api/conversations/${UNKNOWN}` });
    assert.equal(status, 404);
  });
});

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
