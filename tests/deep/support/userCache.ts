import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A folder in the user's cache, filled once and then kept. It is made beside its place and moved
 * there when complete, so that a broken-off run leaves nothing.
 * @param name tells all that goes into it, versions included
 * @param what is installed, for the one line that says so
 */
export async function cachedFolder(
  name: string,
  what: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "chatscale", name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  const started = performance.now();
  say(`installing ${what}, once ...`);
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await fill(unfinished);
    moveTo(folder, unfinished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`installed in ${((performance.now() - started) / 1000).toFixed(0)} s: ${folder}`);
  return folder;
}

function moveTo(folder: string, unfinished: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another run was faster: its folder holds the same.
    if (!existsSync(folder)) throw error;
  }
}

function say(line: string): void {
  process.stderr.write(`chatscale: ${line}\n`);
}
