import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, gatewayBundle } from "../../tests/support/gatewayProcess";
import { root } from "../processes";

/** How the mock model talks. */
export interface Pace {
  readonly tokens: number;
  /** Of each stream. */
  readonly tokensPerSecond: number;
  /** After so many tokens it says nothing more, and keeps the stream open. */
  readonly silentAfter?: number;
}

/** A server in a process of its own. */
export interface BenchServer {
  /** Its address, without a path. */
  readonly origin: string;
  /** Seconds of a processor that it has used. */
  cpuSeconds(): number;
  /** Bytes of memory that it holds. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/** The mock model. */
export function startModel(pace: Pace): Promise<BenchServer> {
  return startNode(join(__dirname, "modelProcess.ts"), [JSON.stringify(pace)]);
}

/** A bare proxy of the model. */
export function startBareProxy(model: BenchServer): Promise<BenchServer> {
  return startNode(join(__dirname, "bareProxy.ts"), [model.origin]);
}

/** The gateway as it is shipped, with the model behind it, sessions in memory and no limits in the way. */
export async function startGateway(
  model: BenchServer,
  environment: Readonly<Record<string, string>>,
): Promise<BenchServer> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [await gatewayBundle()], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      MODEL_BACKEND: "openai",
      MODEL_URL: `${model.origin}/v1`,
      CHATS_PER_MINUTE: "2000000",
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const server = serverOf(child, `http://127.0.0.1:${port}`);
  await untilReady(child, server.origin, "/readyz");
  return server;
}

const loader = ["--import", join(root, "cli/typescript.mjs")];

/** A script that sends its port when it listens. */
async function startNode(script: string, args: readonly string[]): Promise<BenchServer> {
  const child = spawn(process.execPath, [...loader, script, ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [port] = (await once(child, "message")) as [number];
  return serverOf(child, `http://127.0.0.1:${port}`);
}

/** @param child its process, which ends by SIGTERM or is killed ten seconds later */
export function serverOf(child: ChildProcess, origin: string): BenchServer {
  const { pid } = child;
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  // A bench that fails must not leave servers behind.
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  return {
    origin,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => residentBytesOf(pid),
    stop: async () => {
      child.kill("SIGTERM");
      const patience = setTimeout(killNow, 10_000);
      await closed;
      clearTimeout(patience);
      process.off("exit", killNow);
    },
  };
}

/**
 * Waits until a path of a server answers 200.
 * @throws Error when its process ends before, or after two minutes
 */
export async function untilReady(child: ChildProcess, origin: string, path: string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    const answer = await fetch(origin + path).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error("it did not answer within two minutes");
}

/** Linux counts a process's time in hundredths of a second (proc(5): utime and stime). */
const TICKS = 100;

function cpuSecondsOf(pid: number | undefined): number {
  // The second field may hold spaces, but ends with a bracket.
  const fields = readProc(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function residentBytesOf(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status")) ?? [];
  return Number(kilobytes) * 1024;
}

function readProc(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // Only Linux tells it so; elsewhere the figures are NaN, and are shown as unknown.
    return "";
  }
}
