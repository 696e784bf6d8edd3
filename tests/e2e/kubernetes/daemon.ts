import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A program that ought to run has ended by itself: whoever waits for it waits in vain. */
export class DaemonEnded extends Error {}

const running = new Set<ChildProcess>();

/** A program that runs for as long as a test needs it, and never longer than the tests. */
export class Daemon {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {}

  /** @param folder where its log is kept */
  static start(program: string, args: readonly string[], folder: string): Daemon {
    const log = join(folder, `${basename(program)}.log`);
    const output = openSync(log, "a");
    const child = spawn(program, args, { stdio: ["ignore", output, output], cwd: folder });
    closeSync(output);
    running.add(child);
    child.once("exit", () => running.delete(child));
    return new Daemon(child, log);
  }

  /** @throws DaemonEnded with the end of its log, when it has ended by itself */
  assertRuns(): void {
    const { exitCode, signalCode, spawnfile } = this.child;
    if (exitCode === null && signalCode === null) return;
    const lines = readFileSync(this.log, "utf8").trim().split("\n").slice(-20);
    throw new DaemonEnded(
      `${spawnfile} ended with ${exitCode ?? signalCode}:\n${lines.join("\n")}`,
    );
  }

  /** Ends it at once: what it keeps is thrown away. */
  async stop(): Promise<void> {
    if (!running.has(this.child)) return;
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }
}

function stopAll(): void {
  running.forEach((child) => child.kill("SIGKILL"));
}

process.once("exit", stopAll);
for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    stopAll();
    process.kill(process.pid, signal);
  });
}
