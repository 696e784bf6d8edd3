import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const installing = /^chatscale: installing packages/m;

describe("cli/run.mjs", () => {
  let folder: string;
  let installed: string;

  before(async () => {
    installed = newClone();
    const { stderr } = await start(installed, ["plan"]);
    assert.match(stderr, installing);
  });

  after(() => {
    rmSync(installed, { recursive: true, force: true });
  });

  beforeEach(() => {
    folder = newClone();
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Makes the clone one that a command has run in: a copy, since npm takes its time. */
  const install = (): void =>
    cpSync(installed, folder, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });

  it("installs on a fresh clone, runs the command, and installs only once", async () => {
    const first = await start(folder, ["plan", "--stack", "dev"]);
    assert.deepEqual([first.code, first.stdout], [7, "plan --stack dev\n"], first.stderr);
    assert.match(first.stderr, installing);

    const second = await start(folder, ["plan"]);
    assert.deepEqual([second.code, second.stdout, second.stderr], [7, "plan\n", ""]);
  });

  it("installs again when the lock file changes", async () => {
    install();
    writeClone(folder, ["tsx", "added"]);

    assert.match((await start(folder, ["plan"])).stderr, installing);
    assert.ok(existsSync(join(folder, "node_modules/added/index.js")));
  });

  it("accepts an install made by hand", async () => {
    install();
    rmSync(stampFile(folder));

    assert.equal((await start(folder, ["plan"])).stderr, "");
    assert.ok(existsSync(stampFile(folder)), "the next start is quick again");
  });

  it("does not accept an install that broke off", async () => {
    install();
    // npm writes its record when everything else is in place.
    rmSync(recordFile(folder));

    assert.match((await start(folder, ["plan"])).stderr, installing);
  });

  it("does not accept an install by hand that left packages out", async () => {
    install();
    const record = JSON.parse(readFileSync(recordFile(folder), "utf8")) as Lock;
    delete record.packages["node_modules/tsx"];
    writeFileSync(recordFile(folder), JSON.stringify(record));

    assert.match((await start(folder, ["plan"])).stderr, installing);
  });

  it("installs once when two commands start together", async () => {
    const results = await Promise.all([start(folder, ["plan"]), start(folder, ["diff"])]);

    assert.deepEqual(
      results.map(({ code, stdout }) => [code, stdout]),
      [
        [7, "plan\n"],
        [7, "diff\n"],
      ],
    );
    assert.equal(results.filter(({ stderr }) => installing.test(stderr)).length, 1);
  });

  it("shows npm's error and fails when the install fails", async () => {
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest(["tsx", "missing"])));

    const { code, stdout, stderr } = await start(folder, ["plan"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /npm error .*missing/i);
    assert.match(stderr, /^chatscale: npm ci failed\.$/m);
  });

  it("refuses an old Node in one line", async () => {
    const fake = join(folder, "old.cjs");
    writeFileSync(
      fake,
      `Object.defineProperty(process, "versions", { value: { node: "20.18.1" } });`,
    );

    const { code, stderr } = await start(folder, ["plan"], ["--require", fake]);
    assert.equal(code, 1);
    assert.equal(stderr, "chatscale: needs Node 20.19 or newer, and this is 20.18.1.\n");
  });
});

interface Lock {
  packages: Record<string, unknown>;
}

const recordFile = (folder: string): string => join(folder, "node_modules/.package-lock.json");
const stampFile = (folder: string): string => join(folder, "node_modules/.chatscale-installed");

function manifest(packages: readonly string[]): object {
  const dependencies = Object.fromEntries(packages.map((name) => [name, `file:packages/${name}`]));
  return { name: "clone", version: "1.0.0", type: "commonjs", dependencies };
}

function newClone(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "chatscale-run-")));
  writeClone(folder, ["tsx"]);
  return folder;
}

/** Writes a project whose packages are empty local folders, so that npm needs no network. */
function writeClone(folder: string, packages: readonly string[]): void {
  const lock: Lock = { packages: { "": manifest(packages) } };
  for (const name of packages) {
    const source = `packages/${name}`;
    lock.packages[`node_modules/${name}`] = { resolved: source, link: true };
    lock.packages[source] = { version: "1.0.0" };
    write(folder, `${source}/package.json`, JSON.stringify({ name, version: "1.0.0" }));
    write(folder, `${source}/index.js`, "");
  }
  write(folder, "package.json", JSON.stringify(manifest(packages)));
  write(folder, "package-lock.json", JSON.stringify({ lockfileVersion: 3, ...lock }));
  // The stand-in for tsx translates nothing, hence no types here.
  write(
    folder,
    "cli/main.ts",
    `exports.main = async (argv) => { console.log(argv.join(" ")); return 7; };`,
  );
  for (const file of ["cli/run.mjs", "cli/typescript.mjs"]) {
    cpSync(join(__dirname, "../..", file), join(folder, file));
  }
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function start(
  folder: string,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArgs, join(folder, "cli/run.mjs"), ...args]);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
