import type { JsonObject } from "../plan/types";

/** What a violation does: `mandatory` stops `pulumi up`, `advisory` is only said. */
export type Level = "mandatory" | "advisory";

/** What a policy sees of a resource: the same in an offline plan and under the engine. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What is not known before `pulumi up` is the text `UNKNOWN` under the engine. */
  readonly inputs: JsonObject;
  readonly protect: boolean;
  /** URNs, sorted or not. */
  readonly dependsOn: readonly string[];
}

/** What stands for a value that only `pulumi up` will know; no violation is found in it. */
export const UNKNOWN = "[known after up]";

/** One property that breaks a policy. Its value is never told: it may be a secret. */
export interface Breach {
  /** Like `spec.ports[0].port`; empty for the resource itself. */
  readonly property: string;
  /** The rule, as the end of a sentence: "must be …". */
  readonly rule: string;
}

/** A breach in one of several resources. */
export interface StackBreach extends Breach {
  readonly resource: Resource;
}

interface About {
  /** Unique, in lower case with hyphens; exemptions name it. */
  readonly name: string;
  readonly level: Level;
  /** What holds, as a whole sentence. */
  readonly description: string;
  /** What to do about a violation, as a whole sentence. */
  readonly remediation: string;
  /** Holds in stacks of `size: prod` only. Default: in all. */
  readonly prodOnly?: true;
}

/** Looks at one resource at a time. */
export interface ResourcePolicy extends About {
  readonly check: (resource: Resource) => readonly Breach[];
}

/** Looks at all resources of a stack, where one of them tells of another. */
export interface StackPolicy extends About {
  readonly checkStack: (resources: readonly Resource[]) => readonly StackBreach[];
}

export type Policy = ResourcePolicy | StackPolicy;

/** The stack that policies are asked of. */
export interface StackFacts {
  /** Whether its config says `size: prod`. */
  readonly isProd: boolean;
}

export interface Violation {
  readonly policy: string;
  readonly level: Level;
  readonly urn: string;
  readonly property: string;
  readonly rule: string;
}
