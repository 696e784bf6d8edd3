import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ChildResult {
  /** What the script's function returned. */
  readonly result: unknown;
  /** All that it wrote to stdout and stderr. */
  readonly output: string;
}

/**
 * Runs bundled code as a cloud would: from a folder of its own, in a process of its own.
 * @param bundle text of index.js
 * @param script an async function of the bundle's exports and the input, as text
 * @param environment all that the process gets
 */
export async function runBundle(
  bundle: string,
  script: string,
  environment: Readonly<Record<string, string>>,
  input: unknown,
): Promise<ChildResult> {
  const folder = mkdtempSync(join(tmpdir(), "chatscale-bundle-"));
  try {
    writeFileSync(join(folder, "index.js"), bundle);
    const main = `
      process.once("message", async (input) => {
        try {
          const run = ${script};
          process.send({ result: await run(() => require("./index.js"), input) });
        } catch (error) {
          process.send({ error: String(error) });
        }
        process.disconnect();
      });`;
    const child = spawn(process.execPath, ["-e", main], {
      cwd: folder,
      env: { ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let output = "";
    const collect = (piece: Buffer): void => void (output += piece.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    let answer: { result?: unknown; error?: string } = {};
    child.on("message", (message) => {
      answer = message as typeof answer;
    });
    child.send(input as object);
    await once(child, "close");
    if (answer.error !== undefined) throw new Error(`${answer.error}\n${output}`);
    return { result: answer.result, output };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
