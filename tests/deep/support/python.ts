import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { cachedFolder } from "./userCache";

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
  const folder = await cachedFolder(
    `python-${version}-${digest}`,
    `what ${requirements} pins`,
    (unfinished) => makeEnvironment(unfinished, requirements),
  );
  return join(folder, "bin", "python");
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

async function makeEnvironment(folder: string, requirements: string): Promise<void> {
  await run("python3", ["-m", "venv", folder]);
  const args = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
  const python = join(folder, "bin", "python");
  await run(python, ["-m", "pip", ...args, "--only-binary", ":all:", "-r", requirements]);
}
