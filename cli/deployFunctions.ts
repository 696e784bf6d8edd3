import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PlanError } from "../plan/errors";
import type { FunctionApps } from "../shared/platform";
import { parseFlags, type Command, type Context } from "./command";

const USAGE = `Usage: npm run deploy:functions -- --stack NAME

Brings the functions' package to a stack's apps on Azure, after \`pulumi up\`.
Needs the Pulumi CLI and the Azure CLI (az), signed in as who may publish there.

  --stack NAME  the stack; default: dev
  --help        this text
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  help: { type: "boolean", short: "h", default: false },
} as const;

class DeployError extends PlanError {
  override readonly name = "DeployError";
}

/** `deploy:functions`: what `pulumi up` cannot do by itself, as no key opens the apps' storage. */
export const deployFunctions: Command = {
  summary: "bring the functions to their apps on Azure",
  async run(args, context) {
    const { stack, help } = parseFlags(args, OPTIONS, USAGE, context.env);
    if (help) {
      context.out(USAGE);
      return 0;
    }
    const { functionPackage } = await import("../shared/functionPackage.js");
    const apps = await readApps(stack, context);
    const { bytes, sha256 } = await functionPackage(apps.hostJson);
    if (sha256 !== apps.sha256) {
      throw new DeployError(
        `The functions have changed since the last \`pulumi up\` of "${stack}".\nRun it first.`,
      );
    }
    const folder = mkdtempSync(join(tmpdir(), "chatscale-functions-"));
    try {
      const file = join(folder, "package.zip");
      writeFileSync(file, bytes);
      for (const name of apps.names) {
        context.err(`Deploying to ${name} ...\n`);
        await publish(apps.resourceGroup, name, file, context);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    context.out(`${apps.names.join(" and ")} run package ${sha256.slice(0, 12)}.\n`);
    return 0;
  },
};

async function readApps(stack: string, context: Context): Promise<FunctionApps> {
  const args = ["stack", "output", "functionApps", "--json", "--stack", stack];
  const { code, text } = await run("pulumi", args, context);
  if (code !== 0) {
    throw new DeployError(
      `The stack "${stack}" has no output functionApps.\nTurn functions on, on Azure, and run \`pulumi up\`.`,
    );
  }
  return JSON.parse(text) as FunctionApps;
}

/** The Azure CLI publishes to Flex Consumption with a token of Entra, not by user name and password. */
async function publish(group: string, name: string, file: string, context: Context): Promise<void> {
  const app = ["--resource-group", group, "--name", name];
  const args = ["functionapp", "deployment", "source", "config-zip", ...app, "--src", file];
  const { code } = await run("az", args, context);
  if (code !== 0) {
    throw new DeployError(
      `${name} did not take the package.\nRoles need some minutes after the first \`pulumi up\`: try again then.`,
    );
  }
}

/** Runs a program; what it complains of is shown, what it says is returned. */
function run(
  command: string,
  args: readonly string[],
  { projectDir, env, err }: Context,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      // The Azure CLI is a batch file there.
      shell: process.platform === "win32",
    });
    let text = "";
    child.stdout.on("data", (piece: Buffer) => (text += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => err(piece.toString()));
    child.on("error", () => {
      reject(new DeployError(`There is no ${command} on the PATH. Install it, and sign in.`));
    });
    child.on("close", (code) => resolve({ code, text }));
  });
}
