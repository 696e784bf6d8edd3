import * as pulumi from "@pulumi/pulumi";
import { describeProblems, type Problem } from "../problems";

export { show, type Problem } from "../problems";

/** The config cannot be deployed; the message lists every problem. Shown without a stack trace. */
export class ConfigError extends pulumi.RunError {
  constructor(
    stack: string,
    readonly problems: readonly Problem[],
  ) {
    super(describeProblems(`The config of stack "${stack}"`, problems));
    this.name = "ConfigError";
  }
}
