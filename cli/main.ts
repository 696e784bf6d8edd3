import { resolve } from "node:path";

import { isColorSupported } from "picocolors";

import { PlanError } from "../plan/errors";
import { cost } from "./cost";
import { chat } from "./chat";
import { compare } from "./compare";
import { deployFunctions } from "./deployFunctions";
import { diff } from "./diff";
import { doctor } from "./doctor";
import { docs } from "./docs";
import { golden } from "./golden";
import { load } from "./load";
import { plan } from "./plan";
import { policy } from "./policy";
import { rehearse } from "./rehearse";
import { UsageError, type Command, type Context } from "./command";

/** Every command of the command line; a new one joins here. */
const COMMANDS: Readonly<Record<string, Command>> = {
  plan,
  cost,
  diff,
  policy,
  doctor,
  compare,
  chat,
  golden,
  docs,
  load,
  rehearse,
  "deploy:functions": deployFunctions,
};

/**
 * Runs one command and returns the exit code. Expected errors are told in their own words on
 * standard error, all others with their stack.
 */
export async function main(argv: readonly string[], context = processContext()): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === "--help" || name === "-h") {
      context.out(usage());
      return 0;
    }
    if (name === undefined) throw new UsageError("A command is missing.", usage());
    const command = COMMANDS[name];
    if (command === undefined) {
      throw new UsageError(`There is no command "${name}".`, usage());
    }
    return await command.run(args, context);
  } catch (error) {
    context.err(await describe(error));
    return 1;
  }
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  const more = "Each has its own --help. `npm start` is `npm run plan`; `npm test` tests.";
  return ["Usage: npm run <command> -- [options]", "", ...lines, "", more, ""].join("\n");
}

async function describe(error: unknown): Promise<string> {
  if (error instanceof UsageError) return `${error.message}\n\n${error.usage}`;
  if (error instanceof PlanError) return `${error.message}\n`;
  // Loaded here alone, because the SDK takes half a second and most commands may not need it.
  const { ResourceError, RunError } = await import("@pulumi/pulumi/errors.js");
  const wanted = RunError.isInstance(error) || (ResourceError.isInstance(error) && error.hideStack);
  if (wanted) return `${error.message}\n`;
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

function processContext(): Context {
  process.stdout.on("error", ignoreClosedPipe);
  const { stdout, stderr } = process;
  return {
    projectDir: resolve(__dirname, ".."),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    // Some terminals do not know their width, and say 0.
    width: (stdout.isTTY && stdout.columns) || 80,
    colour: stdout.isTTY && isColorSupported,
    interactive: stderr.isTTY,
    env: process.env,
  };
}

/** `plan | head` closes the pipe early, which is no error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
