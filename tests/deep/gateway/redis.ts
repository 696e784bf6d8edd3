import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../support/gatewayProcess";

/** A real Redis server on this machine, with persistence. */
export interface RedisServer {
  readonly port: number;
  /** What a replica needs to use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it as a crash does, or in order. */
  stop(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Starts it again over the same data. */
  start(): Promise<void>;
  /** Stops it, and removes the data. */
  remove(): Promise<void>;
}

/** Skips the suite where there is no redis-server; in CI it must be there. */
export function requireRedis(suite: Mocha.Context): void {
  if (spawnSync("redis-server", ["--version"]).status === 0) return;
  if (process.env["CI"] === "true") throw new Error("redis-server is missing");
  process.stdout.write("    skipped: there is no redis-server here (Debian's package)\n");
  suite.skip();
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "chatscale-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
    const persistence = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    child = spawn("redis-server", [...options, ...persistence], { stdio: "ignore" });
    while (!(await answers(port))) await sleep(20);
  };
  const stop = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  await start();
  return {
    port,
    environment: {
      SESSION_STORE: "redis",
      SESSION_STORE_HOST: "127.0.0.1",
      SESSION_STORE_PORT: String(port),
      SESSION_STORE_AUTH: "none",
      SESSION_STORE_TLS: "false",
    },
    start,
    stop,
    remove: async () => {
      await stop("SIGKILL");
      rmSync(folder, { recursive: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write("PING\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    return reply.toString().startsWith("+PONG");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
