import { parseArgs, type ParseArgsConfig } from "node:util";

/** What a command knows of the world: where it runs and where its text goes. */
export interface Context {
  /** The folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Columns of the terminal. */
  readonly width: number;
  /** True only on a terminal that shows colours. */
  readonly colour: boolean;
  /** True only where `err` goes to a terminal, where a line can be drawn over the one before. */
  readonly interactive?: boolean;
  /** The environment: npm leaves there what it took of the command line. */
  readonly env: NodeJS.ProcessEnv;
  /** Today, for what ends on a day. Default: the clock's. */
  readonly now?: () => Date;
}

export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Returns the exit code; throws UsageError, PlanError, or what the program throws. */
  readonly run: (args: readonly string[], context: Context) => Promise<number>;
}

/** A command line that cannot be understood; shown with the command's usage. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly usage: string,
  ) {
    super(message);
  }
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; args: string[] }>
>["values"];

/** Options that npm has too: in its environment they may come from a user's .npmrc. */
const NPM_HAS = ["json", "help", "yes"];

/**
 * The values of a command's flags.
 * @throws UsageError for an unknown flag, a missing value, a stray argument, or a flag that npm took
 */
export function parseFlags<O extends Options>(
  args: readonly string[],
  options: O,
  usage: string,
  env: NodeJS.ProcessEnv,
): Values<O> {
  const taken = Object.keys(options).find(
    (name) => !NPM_HAS.includes(name) && env[npmVariable(name)] !== undefined,
  );
  if (taken !== undefined) {
    throw new UsageError(`npm took --${taken} for itself. Put -- in front of all options.`, usage);
  }
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(inShort(error), usage);
  }
}

/** Where npm leaves an option that it took: `--no-open` as the option "open", and with underscores. */
function npmVariable(option: string): string {
  return `npm_config_${option.replace(/^no-/, "").replaceAll("-", "_")}`;
}

/** Node's message, without its advice on how to pass what no command here accepts. */
function inShort(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, flag] = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument /.exec(message) ?? [];
  if (flag !== undefined) return `${flag} needs a value.`;
  return `${message.split(/\. |\n/)[0]?.replace(/\.$/, "") ?? message}.`;
}
