import type { Facts } from "./facts";

/** `unchecked` is what could not be found out; it says why, and fails nothing. */
export type Status = "fix" | "unchecked" | "ok";

/** What is known of one thing that `pulumi up` will need. */
export interface Finding {
  /** What was looked at: `credentials`, `quota`. */
  readonly check: string;
  readonly status: Status;
  /** As whole sentences. Never text that another program wrote: that may hold secrets. */
  readonly what: string;
  /** The command that mends it. */
  readonly command?: string;
}

/** How a program ended. */
export type Answer =
  | { readonly outcome: "done"; readonly stdout: string }
  | { readonly outcome: "failed"; readonly code: number | null; readonly stderr: string }
  | { readonly outcome: "missing" }
  | { readonly outcome: "hung"; readonly seconds: number };

/** Runs a program of the PATH to its end, without a shell. */
export type Run = (program: string, args: readonly string[]) => Promise<Answer>;

export interface World {
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  /** Of the Node that runs this: `20.20.0`. */
  readonly nodeVersion: string;
}

/** Looks at one thing; an empty list where the stack does not need it. */
export type Check = (facts: Facts, world: World) => Promise<readonly Finding[]>;
