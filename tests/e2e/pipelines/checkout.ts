import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { readStack } from "../../../plan/stackFile";
import { PROJECT_DIR } from "../../support/plans";
import { Account } from "../engine/account";
import { addPolicyHost } from "../engine/policyHost";
import { TestProvider } from "../engine/provider";
import { IMAGE, workspaceOptions } from "../engine/workspace";

/** Runs the program for one run of the CLI, as a language host does. */
const PROGRAM = [
  process.execPath,
  "--import",
  join(PROJECT_DIR, "cli/typescript.mjs"),
  join(PROJECT_DIR, "tests/e2e/pipelines/programProcess.ts"),
];

/** Tells values of secrets from all that is written. */
export const SECRET = "a-model-key-that-nobody-may-read-4711";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of what a pipeline works with, on the real CLI and engine, with a cloud of the test's. */
export class Checkout {
  private running: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly account: Account,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * Opens a checkout for the time of a test, with one stack that the state knows.
   * @param stack whose cloud it is; the checkout has all stack files
   */
  static async use(
    command: PulumiCommand,
    stack: string,
    test: (checkout: Checkout) => Promise<void>,
  ): Promise<void> {
    const settings = readStack(PROJECT_DIR, stack, [IMAGE]);
    const account = new Account(settings);
    const folder = mkdtempSync(join(tmpdir(), "chatscale-pipeline-"));
    const provider = await TestProvider.start(account);
    try {
      const { project } = settings;
      const home = join(folder, "home");
      const { envVars } = workspaceOptions({ project, home, providerPort: provider.port });
      const checkout = new Checkout(folder, account, {
        ...envVars,
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      });
      checkout.fill(stack, command.command);
      await checkout.succeed(
        `pulumi stack init ${stack} && pulumi config set --secret modelApiKey <<<"$SECRET"`,
        { SECRET },
      );
      await test(checkout);
    } finally {
      provider.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** What lies in the state's folder: path and bytes. */
  state(): Record<string, string> {
    const root = join(this.folder, "state");
    const files = readdirSync(root, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      files
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(root.length), readFileSync(path, "utf8")]),
    );
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  /** Puts a program of the test's on the PATH. */
  program(name: string, script: string): void {
    const path = join(this.folder, "bin", name);
    writeFileSync(path, `#!/usr/bin/env bash\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs a command line in the checkout. */
  async run(line: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const PATH = `${join(this.folder, "bin")}:${process.env["PATH"] ?? ""}`;
    const child = spawn("bash", ["-e", "-c", line], {
      cwd: this.folder,
      env: { ...process.env, ...this.env, ...env, PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.running = child;
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  /** Kills what runs at the moment, when that is one program. */
  kill(): void {
    this.running?.kill("SIGKILL");
  }

  /** @throws Error with all that was said, unless the line ends with success */
  async succeed(line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, env);
    if (code !== 0) throw new Error(`${line}: exit code ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  private fill(stack: string, pulumi: string): void {
    for (const name of ["state", "home", "bin"]) mkdirSync(join(this.folder, name));
    for (const name of readdirSync(PROJECT_DIR).filter((file) => /^Pulumi.*[.]yaml$/.test(file))) {
      cpSync(join(PROJECT_DIR, name), join(this.folder, name));
    }
    cpSync(join(PROJECT_DIR, "pipelines"), join(this.folder, "pipelines"), { recursive: true });
    for (const name of ["policy", "node_modules"]) {
      symlinkSync(join(PROJECT_DIR, name), join(this.folder, name));
    }
    // The CLI looks for it, and never runs it.
    writeFileSync(join(this.folder, "index.ts"), "");
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
    const settings = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    settings.config["chatscale:gateway"] = { image: IMAGE.split("=")[1] };
    writeFileSync(file, stringify(settings));
    // There is no language host here. The CLI takes the script's place, so that it can be killed.
    this.program(
      "pulumi",
      `client=()
case $1 in preview | up)
  listens=$(mktemp --dry-run)
  mkfifo "$listens"
  exec {program}> >(cd '${PROJECT_DIR}' && exec '${PROGRAM.join("' '")}' >"$listens")
  read -r port <"$listens"
  rm "$listens"
  client=("--client=127.0.0.1:$port" --exec-kind=auto.inline)
esac
exec '${pulumi}' --color never "$@" "\${client[@]}"`,
    );
    addPolicyHost(join(this.folder, "bin"));
    this.program("npm", 'echo "npm $*" >>npm.log');
  }
}
