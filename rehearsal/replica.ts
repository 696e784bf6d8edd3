import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundleGateway } from "../app/image/bundle";

/** One replica as a process of its own. */
export interface Replica {
  readonly base: string;
  readonly metrics: string;
  readonly process: ChildProcess;
  /** Every line of its log so far. */
  readonly log: readonly string[];
  /** Resolves with the exit code or the signal. */
  readonly exited: Promise<number | string>;
}

let bundle: Promise<string> | undefined;

/** The gateway as one file, as its image has it: built once for a process. */
export function gatewayBundle(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), "chatscale-gateway-"));
    process.on("exit", () => rmSync(folder, { recursive: true }));
    const file = join(folder, "gateway.js");
    await bundleGateway(file);
    return file;
  })();
  return bundle;
}

interface Listening {
  readonly event: string;
  readonly port: number;
  readonly metricsPort: number;
}

/** A line of the log; undefined for what Node itself wrote there. */
function entryOf(line: string): Listening | undefined {
  try {
    return JSON.parse(line) as Listening;
  } catch {
    return undefined;
  }
}

/** Starts a replica on free ports; it is up when this resolves. */
export async function startReplica(
  environment: Readonly<Record<string, string>>,
): Promise<Replica> {
  const child = spawn(process.execPath, [await gatewayBundle()], {
    env: { PORT: "0", METRICS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const log: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const listening = new Promise<Listening>((resolve, reject) => {
    lines.on("line", (line) => {
      log.push(line);
      const entry = entryOf(line);
      if (entry?.event === "listening") resolve(entry);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The gateway did not start: ${log.join("\n")}`)));
  });
  const exited = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  const { port, metricsPort } = await listening;
  return {
    base: `http://127.0.0.1:${port}`,
    metrics: `http://127.0.0.1:${metricsPort}`,
    process: child,
    log,
    exited,
  };
}

/** Kills replicas that are still there. */
export async function stopReplicas(replicas: readonly Replica[]): Promise<void> {
  for (const { process: child } of replicas) child.kill("SIGKILL");
  await Promise.all(replicas.map(({ exited }) => exited));
}
