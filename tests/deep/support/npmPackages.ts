import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { cachedFolder } from "./userCache";

const run = promisify(execFile);

/** Says why packages cannot be had on this machine. */
export class NoPackages extends Error {
  override readonly name = "NoPackages";
}

/**
 * A folder whose `node_modules` holds exactly what the lock file in `source` pins. It is made once
 * per lock file, in the user's cache folder. No script of any package is run.
 * @throws NoPackages when npm cannot install them.
 */
export async function packagesOf(source: string): Promise<string> {
  const lock = readFileSync(join(source, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  return cachedFolder(`npm-${digest}`, `what ${source} pins`, async (folder) => {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      copyFileSync(join(source, file), join(folder, file));
    }
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    // On Windows npm is a script, which only a shell starts.
    const shell = process.platform === "win32";
    await run("npm", args, { cwd: folder, shell }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new NoPackages(`npm did not install them: ${why.trim().replaceAll(/\s*\n\s*/g, "; ")}`);
    });
  });
}
