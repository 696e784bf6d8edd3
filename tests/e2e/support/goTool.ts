import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Says why a program cannot be built on this machine. */
export class NoGo extends Error {
  override readonly name = "NoGo";
}

export interface GoTool {
  readonly name: string;
  /** The folder of the go.mod that pins it. */
  readonly module: string;
  /** The import path of its main package, or of the package of its tests. */
  readonly package: string;
  /** It is the program of a package's tests. */
  readonly isTest?: boolean;
  /** Values of variables, `import/path.variable=value` each, set as the linker does. */
  readonly variables?: readonly string[];
}

/**
 * What `build` makes, once before the tests of a suite. Without Go they are skipped, but never in CI.
 */
export function useGo<T>(build: () => Promise<T>): () => T {
  let built: { readonly value: T } | undefined;
  before(async function () {
    this.timeout(0);
    try {
      built = { value: await build() };
    } catch (error) {
      if (!(error instanceof NoGo) || process.env["CI"] !== undefined) throw error;
      process.stderr.write(`chatscale: skipped: ${error.message}\n`);
      this.skip();
    }
  });
  return () => {
    if (!built) throw new Error("nothing is built yet");
    return built.value;
  };
}

/**
 * The folder whose `bin` holds a program, built from the Go module proxy. It is built once per
 * pinned version and Go release, in the user's cache folder.
 * @throws NoGo when there is no Go toolchain
 */
export async function goTool(tool: GoTool): Promise<string> {
  const flags = ["-s -w", ...(tool.variables ?? []).map((variable) => `-X ${variable}`)].join(" ");
  const digest = createHash("sha256")
    .update([await goVersion(), tool.package, flags].join("\n"))
    .update(sources(tool.module).join(""))
    .digest("hex")
    .slice(0, 16);
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const root = join(cache, "chatscale", `${tool.name}-${digest}`);
  if (!existsSync(root)) await build(tool, flags, root);
  return root;
}

/**
 * The folder of a module's source.
 * @param folder of the go.sum that it is held to
 * @param module `path@version`
 */
export async function goModule(folder: string, module: string): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", module], { cwd: folder });
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}

/** All that a module pins and adds, as text. */
function sources(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file));
  return files.sort().map((file) => readFileSync(join(folder, file), "utf8"));
}

async function goVersion(): Promise<string> {
  try {
    return (await run("go", ["env", "GOVERSION", "GOARCH"])).stdout.trim();
  } catch {
    throw new NoGo("there is no Go toolchain: install Go 1.26 or later");
  }
}

/** Built beside its place and moved there when complete, so that a broken-off run leaves nothing. */
async function build(tool: GoTool, flags: string, root: string): Promise<void> {
  const unfinished = `${root}.${process.pid}`;
  const started = performance.now();
  say(`building ${tool.name} once, which takes minutes ...`);
  mkdirSync(dirname(root), { recursive: true });
  try {
    const output = join(unfinished, "bin", tool.name);
    const verb = tool.isTest ? ["test", "-c"] : ["build"];
    await run("go", [...verb, "-ldflags", flags, "-o", output, tool.package], {
      cwd: tool.module,
      env: { ...process.env, GOFLAGS: "-mod=readonly" },
      maxBuffer: 1 << 26,
    });
    if (!existsSync(root)) renameSync(unfinished, root);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`built in ${((performance.now() - started) / 1000).toFixed(0)} s: ${root}`);
}

function say(line: string): void {
  process.stderr.write(`chatscale: ${line}\n`);
}
