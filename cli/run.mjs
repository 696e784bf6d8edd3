// The entry of the npm scripts that must work on a fresh clone. It runs before anything is
// installed, so it is plain JavaScript on Node's builtins and installs what the rest needs.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const oldestNode = [20, 19];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, "package-lock.json");
// npm writes its own record of the tree last, so a broken-off install has none.
const installRecord = join(root, "node_modules", ".package-lock.json");
const stampFile = join(root, "node_modules", ".chatscale-installed");

const say = (line) => process.stderr.write(`chatscale: ${line}\n`);

/** Says whether the Node that runs this is new enough, and if not, tells the user. */
function isNodeSupported() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const supported = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (!supported) {
    say(`needs Node ${oldestNode.join(".")} or newer, and this is ${process.versions.node}.`);
  }
  return supported;
}

/** Identifies the lock file, npm's record of what it installed from it, and the machine. */
function fingerprint() {
  const { mtimeMs, size } = statSync(installRecord);
  const lock = createHash("sha256").update(readFileSync(lockFile)).digest("hex");
  return [lock, mtimeMs, size, process.platform, process.arch].join(" ");
}

/** Compares npm's record with the lock file: what a user installed by hand is as good as ours. */
function recordMatchesLock() {
  const wanted = JSON.parse(readFileSync(lockFile, "utf8")).packages;
  const installed = JSON.parse(readFileSync(installRecord, "utf8")).packages;
  return Object.entries(wanted).every(([path, want]) => {
    const have = installed[path];
    // The lock names the optional binaries of every operating system; one machine has a few.
    if (path === "" || (want.optional && !have)) return true;
    return have && have.version === want.version && have.integrity === want.integrity;
  });
}

/** Says whether node_modules holds what package-lock.json asks for. */
function isInstalled() {
  try {
    const expected = fingerprint();
    if (readIfPresent(stampFile) === expected) return true;
    if (!recordMatchesLock()) return false;
    stamp(expected);
    return true;
  } catch {
    return false;
  }
}

function stamp(text) {
  try {
    writeFileSync(stampFile, text);
  } catch {
    // The stamp only saves time, so a read-only node_modules is no error.
  }
}

/** Runs `npm ci`; true when it succeeded. npm's errors reach the user, its chatter does not. */
async function npmCi() {
  const args = ["ci", "--include=dev", "--loglevel=error"];
  const stdio = ["ignore", "ignore", "inherit"];
  // Another package manager that runs the script sets this variable to itself.
  const npm = process.env.npm_execpath;
  const succeeded =
    npm && basename(npm) === "npm-cli.js"
      ? await run(process.execPath, [npm, ...args], { stdio })
      : await run("npm", args, { stdio, shell: process.platform === "win32" });
  if (!succeeded) say("npm ci failed.");
  return succeeded;
}

/** Installs the packages if needed; true when they are there. */
async function install() {
  if (isInstalled()) return true;
  // npm ci empties node_modules, so the guard against a second install lies elsewhere.
  const id = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const guard = join(tmpdir(), `chatscale-install-${id}`);
  await acquire(guard);
  try {
    if (isInstalled()) return true;
    say("installing packages (npm ci) ...");
    if (!(await npmCi())) return false;
    if (!isInstalled()) say("npm's install record differs from package-lock.json.");
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Waits until no other run holds the guard file, then takes it. */
async function acquire(guard) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(guard, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(readIfPresent(guard));
    if (isAlive(holder)) {
      if (!told) say(`waiting for the install of process ${holder} (${guard}) ...`);
      await sleep(100);
    } else {
      rmSync(guard, { force: true });
    }
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readIfPresent(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Runs a program to its end; true when it succeeded. */
function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, ...options });
    child.on("error", (error) => {
      say(error.message);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}

async function main(argv) {
  if (!isNodeSupported() || !(await install())) return 1;
  if (argv[0] === "test") {
    const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
    const passed = await run(process.execPath, [mocha, ...argv.slice(1)], { stdio: "inherit" });
    return passed ? 0 : 1;
  }
  await import("./typescript.mjs");
  // The program is CommonJS: import() would not see its exports.
  return createRequire(import.meta.url)("./main.ts").main(argv);
}

// process.exit would cut off a long plan that is still being written to a pipe.
process.exitCode = await main(process.argv.slice(2));
