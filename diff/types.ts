import type { Json } from "../plan/types";

/** What a change of one property does to its resource. */
export type Verdict = "in-place" | "may-replace" | "replace";

/** What the engine does to a resource. `rename` is an alias taken up: nothing happens in the cloud. */
export type Operation = "create" | "update" | "may-replace" | "replace" | "delete" | "rename";

export interface PropertyChange {
  /** Like `spec.ports[0].port`, and `env[name=PORT].value` where the elements of a list have names. */
  readonly path: string;
  /** Absent where the property comes, where it is secret, and where the cloud alone knows it. */
  readonly old?: Json;
  /** Absent where the property goes, where it is secret, or known only after `pulumi up`. */
  readonly new?: Json;
  readonly secret?: true;
  /** The old value is known to the cloud only: what the plan has is a look-alike. */
  readonly live?: true;
  /** Only the order of named elements is another one: the values are their names, in order. */
  readonly order?: true;
  /** The new value is known only after `pulumi up`. */
  readonly later?: true;
  readonly verdict: Verdict;
  /** Why it may replace, where that is known. */
  readonly why?: string;
}

export interface Disruption {
  readonly kind: "downtime" | "data" | "address";
  /** What happens, as a sentence without its full stop. */
  readonly what: string;
}

export interface ResourceChange {
  readonly urn: string;
  /** The URN before, where it is another one. */
  readonly oldUrn?: string;
  readonly type: string;
  readonly name: string;
  /** Its name for people: `iam.Role nodes`. */
  readonly label: string;
  readonly operation: Operation;
  readonly properties: readonly PropertyChange[];
  /** The resources that it is replaced with, beside its own properties. */
  readonly replacedWith: readonly string[];
  /** Which of the two goes first in a replacement; absent where it is not known. */
  readonly first?: "old" | "new";
  /** It is protected, so `pulumi up` refuses to replace or delete it. */
  readonly refused: boolean;
  /** It stays in the cloud when it leaves the stack. */
  readonly kept?: true;
  /** What goes instead, of the same type and much alike: it is what a rename without an alias does. */
  readonly inPlaceOf?: string;
  readonly disruptions: readonly Disruption[];
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** How much a plan can carry; absent is what it does not have. */
export interface Capacity {
  readonly nodes?: Range;
  readonly replicas?: Range;
  /** Chats at once, by the replicas. */
  readonly chats?: Range;
}

export interface Side {
  readonly title: string;
  readonly capacity: Capacity;
  /** US dollars a month. */
  readonly cost: Range;
  /** How many resources have no price. */
  readonly unpriced: number;
}

/** A policy that the head breaks where the base does not. */
export interface NewViolation {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly urn: string;
  /** The name of what breaks it, for people. */
  readonly label: string;
  /** Like `spec.ports[0].port`; empty for the resource itself. */
  readonly property: string;
  /** What should be, as the end of a sentence. */
  readonly rule: string;
}

/** What is known of one stack. */
export interface StackDiff {
  readonly stack: string;
  /** Absent where the stack is not there, or does not plan. */
  readonly base?: Side;
  readonly head?: Side;
  /** Why a side does not plan. */
  readonly baseError?: string;
  readonly headError?: string;
  readonly changes: readonly ResourceChange[];
  /** Policies that it newly breaks. */
  readonly violations: readonly NewViolation[];
  readonly notes: readonly string[];
}

/** What `npm run diff` knows, before it is shown. */
export interface Diff {
  /** Raised when a reader of the old form would misread the new one. */
  readonly format: 1;
  readonly base: string;
  readonly head: string;
  readonly stacks: readonly StackDiff[];
}
