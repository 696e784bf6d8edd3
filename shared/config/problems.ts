import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with the config, in the words of the person who has to mend it. */
export interface Problem {
  /** The config key without its namespace, such as `gateway.maxReplicas`. */
  readonly key: string;
  /** The value found, as text; absent when the key is missing or holds a secret. */
  readonly value?: string;
  /** The rule that the value breaks, as the end of a sentence: "must be …". */
  readonly rule: string;
  /** What to do about it, as a whole sentence. */
  readonly fix: string;
}

/** The config cannot be deployed; the message lists every problem. Shown without a stack trace. */
export class ConfigError extends pulumi.RunError {
  constructor(
    stack: string,
    readonly problems: readonly Problem[],
  ) {
    super(describeProblems(stack, problems));
    this.name = "ConfigError";
  }
}

function describeProblems(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const parts = problems.map(({ key, value, rule, fix }) => {
    const found = value === undefined ? key : `${key}: ${value}`;
    return `  ${found}\n    ${rule}\n    Fix: ${fix}`;
  });
  return [`The config of stack "${stack}" has ${count}:`, ...parts].join("\n\n");
}

/** A config value as it is shown in a problem: short, on one line. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
