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

/**
 * The values of a command's flags.
 * @throws UsageError for an unknown flag, a missing value or a stray argument.
 */
export function parseFlags<O extends Options>(
  args: readonly string[],
  options: O,
  usage: string,
): Values<O> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(firstSentence(error), usage);
  }
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node explains further how to pass such an argument, which no command here accepts.
  return `${message.split(/\. |\n/)[0]?.replace(/\.$/, "") ?? message}.`;
}
