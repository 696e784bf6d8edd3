import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import type { Certificate } from "../../support/certificate";
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

/** How a server is secured. */
export interface Secured {
  /** Its only port speaks TLS. */
  readonly certificate: Certificate;
  /** Its users, as lines of an ACL file (Redis docs, "ACL"). */
  readonly users: readonly string[];
}

export async function startRedis(secured?: Secured): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "chatscale-redis-"));
  const port = await freePort();
  const security = secured ? secureIn(folder, port, secured) : ["--port", String(port)];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const options = [...security, "--bind", "127.0.0.1", "--dir", folder];
    const persistence = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    child = spawn("redis-server", [...options, ...persistence], { stdio: "ignore" });
    while (!(await answers(port, secured?.certificate))) await sleep(20);
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

/** Options of a server whose files are in the folder. */
function secureIn(folder: string, port: number, { certificate, users }: Secured): string[] {
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  return [
    ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"],
    ...["--tls-cert-file", file("cert.pem", certificate.cert)],
    ...["--tls-key-file", file("key.pem", certificate.key)],
    ...["--aclfile", file("users.acl", `${users.join("\n")}\n`)],
  ];
}

/** Whether it says anything: that it wants a password is an answer too. */
async function answers(port: number, certificate: Certificate | undefined): Promise<boolean> {
  const socket: Socket = certificate
    ? connectTls({ port, host: "127.0.0.1", servername: "localhost", ca: certificate.cert })
    : connect(port, "127.0.0.1");
  try {
    await once(socket, certificate ? "secureConnect" : "connect");
    socket.write("PING\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    return /^(\+PONG|-NOAUTH)/.test(reply.toString());
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
