import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const OLDEST = [3, 10] as const;

/** Says why the deep tests cannot run on this machine. */
export class NoPython extends Error {
  override readonly name = "NoPython";
}

/**
 * The Python of a virtual environment that holds exactly what a requirements file pins. It is made
 * once per requirements file and Python version, in the user's cache folder.
 * @throws NoPython when there is no Python 3.10 or later, or it cannot make environments.
 */
export async function pythonWith(requirements: string): Promise<string> {
  const version = await versionOf("python3");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "chatscale", `python-${version}-${digest}`);
  const python = join(folder, "bin", "python");
  if (!existsSync(python)) await makeEnvironment(folder, requirements);
  return python;
}

async function versionOf(python: string): Promise<string> {
  const print = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";
  let version: string;
  try {
    version = (await run(python, ["-c", print])).stdout.trim();
  } catch {
    throw new NoPython("there is no python3 (3.10 or later) with the modules venv and ensurepip");
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === OLDEST[0] && minor >= OLDEST[1]) return version;
  throw new NoPython(`python3 is ${version}, older than ${OLDEST.join(".")}`);
}

/** Made beside its place and moved there when complete, so that a broken-off run leaves nothing. */
async function makeEnvironment(folder: string, requirements: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  const python = join(unfinished, "bin", "python");
  const started = performance.now();
  say(`installing what ${requirements} pins, once ...`);
  mkdirSync(unfinished, { recursive: true });
  try {
    await run("python3", ["-m", "venv", unfinished]);
    const args = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
    await run(python, ["-m", "pip", ...args, "--only-binary", ":all:", "-r", requirements]);
    moveTo(folder, unfinished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`installed in ${((performance.now() - started) / 1000).toFixed(0)} s: ${folder}`);
}

function moveTo(folder: string, unfinished: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another run was faster: its environment holds the same.
    if (!existsSync(folder)) throw error;
  }
}

function say(line: string): void {
  process.stderr.write(`chatscale: ${line}\n`);
}
