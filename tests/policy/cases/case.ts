import type { Json, PlannedResource } from "../../../plan/types";

/** A real plan's resource, altered so that it breaks a policy. */
export interface Case {
  /** A shipped stack, or `functions` for one on Azure in prod with functions and a vault. */
  readonly stack: string;
  readonly type: string;
  /** The end of its name, where a plan has several of the type. */
  readonly name?: string;
  /** Values by path with dots; undefined takes one away. */
  readonly set?: Readonly<Record<string, Json | undefined>>;
  /** What is changed beside its inputs. */
  readonly also?: Partial<PlannedResource>;
  /** It is taken out of the plan; what breaks the policy then is `of` this type. */
  readonly removed?: true;
  readonly of?: string;
  /** Properties that break it, with the rule. */
  readonly found: readonly (readonly [property: string, rule: string])[];
}

export type Cases = Readonly<Record<string, readonly Case[]>>;

/** A policy document that allows one thing. */
export function allow(statement: Readonly<Record<string, Json>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...statement } });
}
