import type { Json } from "../plan/types";
import { object } from "./read";
import { POLICIES } from "./policies";
import { UNKNOWN, type Policy, type Resource, type StackFacts, type Violation } from "./types";

/** Where resources of a stack break policies. */
export function violationsOf(
  resources: readonly Resource[],
  stack: StackFacts,
  policies: readonly Policy[] = POLICIES,
): Violation[] {
  return policies
    .filter((policy) => appliesTo(policy, stack))
    .flatMap((policy) => violationsOfPolicy(policy, resources));
}

export function appliesTo({ prodOnly }: Policy, { isProd }: StackFacts): boolean {
  return prodOnly !== true || isProd;
}

/** Where resources break one policy; what is not known before `pulumi up` is not judged. */
export function violationsOfPolicy(policy: Policy, resources: readonly Resource[]): Violation[] {
  const breaches =
    "check" in policy
      ? resources.flatMap((resource) =>
          policy.check(resource).map((breach) => ({ ...breach, resource })),
        )
      : policy.checkStack(resources);
  return breaches
    .filter(({ resource, property }) => !isUnknown(resource.inputs, property))
    .map(({ resource, property, rule }) => ({
      policy: policy.name,
      level: policy.level,
      urn: resource.urn,
      property,
      rule,
    }));
}

/** Whether the value at a property, or one that holds it, is not known yet. */
function isUnknown(inputs: Json, property: string): boolean {
  const keys = [...property.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  let value: Json | undefined = inputs;
  for (const key of keys) {
    if (value === UNKNOWN) return true;
    value = Array.isArray(value) ? (value as readonly Json[])[Number(key)] : object(value)[key];
  }
  return value === UNKNOWN;
}
