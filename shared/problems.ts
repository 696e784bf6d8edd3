/** One thing that is wrong with what a person wrote, in the words of the person who has to mend it. */
export interface Problem {
  /** What it was written for: a config key such as `gateway.maxReplicas`, or an option. */
  readonly key: string;
  /** The value found, as text; absent when the key is missing or holds a secret. */
  readonly value?: string;
  /** The rule that the value breaks, as the end of a sentence: "must be …". */
  readonly rule: string;
  /** What to do about it, as a whole sentence. */
  readonly fix: string;
}

/** @param what has the problems, as a sentence begins: `The config of stack "dev"` */
export function describeProblems(what: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const parts = problems.map(({ key, value, rule, fix }) => {
    const found = value === undefined ? key : `${key}: ${value}`;
    return `  ${found}\n    ${rule}\n    Fix: ${fix}`;
  });
  return [`${what} has ${count}:`, ...parts].join("\n\n");
}

/** A value as it is shown in a problem: short, on one line. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
