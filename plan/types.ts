/** A value as JSON holds it: what is left of an input once secrets and references are resolved. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Readonly<Record<string, Json>>;

/** One resource that `pulumi up` would create, as the engine would be asked to register it. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The URN of the parent; null for the stack itself. */
  readonly parent: string | null;
  /** Secrets are the string `[secret]`, assets their path or digest. Empty for components. */
  readonly inputs: JsonObject;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs of explicit dependencies and of those that come from inputs. */
  readonly dependsOn: readonly string[];
  readonly deletedWith: string | null;
  /** Paths of inputs that a first preview would not know yet, like `subnetIds[0]`. */
  readonly unknown: readonly string[];
  /** The options below are present only where the program sets them. */
  readonly additionalSecretOutputs?: readonly string[];
  readonly aliases?: readonly string[];
  readonly customTimeouts?: JsonObject;
  readonly deleteBeforeReplace?: true;
  readonly import?: string;
  /** The URN of an explicit provider. */
  readonly provider?: string;
  /** True for a resource that exists already and is only looked up. */
  readonly read?: true;
  readonly replaceOnChanges?: readonly string[];
  /** URNs of resources that replace this one with them. */
  readonly replaceWith?: readonly string[];
  readonly retainOnDelete?: true;
}

/**
 * A value of a resource's inputs that is no plain text: taken from other resources, secret, or a file.
 * With it two plans can be compared whose look-alike outputs differ, and secrets that nobody may read.
 */
export interface Trace {
  /**
   * What it is made of: `<urn>#<output>` each, `<urn>#*` where the output is not found out. Empty for
   * a secret or a file that takes nothing from another resource.
   */
  readonly from: readonly string[];
  /** The value, with `{0}` for the first of `from`. Absent for secrets and files. */
  readonly text?: string;
  /** The same of a secret or a file, as HMAC-SHA256 under the key of this run. */
  readonly digest?: string;
}

/** What a comparison of two plans needs, and nothing else. */
export interface Comparison {
  /** Raised when a reader of the old form would misread the new one. */
  readonly format: 1;
  /** By URN and top-level input, the URNs of what it is made of. */
  readonly dependencies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** By URN, then by property path like `subnetIds[0]`. */
  readonly traces: Readonly<Record<string, Readonly<Record<string, Trace>>>>;
}

/** What runs the containers, and where. */
export interface Platform {
  readonly runtime: "eks" | "ecs" | "aks";
  /** The AWS region or Azure location; null where neither the cluster nor its provider names one. */
  readonly region: string | null;
}

/** Everything that `pulumi up` would create for one stack. */
export interface Plan {
  readonly stack: string;
  readonly project: string;
  /** The stack's config key `cloud`: `aws`, `azure` or `kubernetes`. */
  readonly cloud: string;
  /** Null for a plan without a cluster of its own. */
  readonly platform: Platform | null;
  /** Sorted by URN. */
  readonly resources: readonly PlannedResource[];
  readonly outputs: JsonObject;
  /** Paths of outputs that are known only after `pulumi up`. */
  readonly unknown: readonly string[];
  /** Present only where a plan is made to be compared. */
  readonly comparison?: Comparison;
}

/** What stands for a secret wherever a plan is shown. */
export const SECRET = "[secret]";
