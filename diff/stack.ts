import { shortNames } from "../plan/tree/page";
import { titleOf } from "../plan/tree/title";
import { isComponent, typeNames } from "../plan/tree/typeNames";
import type { Plan } from "../plan/types";
import { capacityOf } from "./capacity";
import { compare } from "./compare";
import type { Violation } from "../policy/types";
import type { NewViolation, Range, ResourceChange, Side, StackDiff } from "./types";

/** What came of planning a stack on one side; undefined where the side has no such stack. */
export type Outcome = { readonly plan: Plan } | { readonly error: string } | undefined;

export interface Cost {
  readonly cost: Range;
  readonly unpriced: number;
}

/** How a plan is priced, and where it breaks policies: both sides by the same prices and policies. */
export interface Yardstick {
  readonly costOf: (plan: Plan) => Cost;
  readonly violationsOf: (stack: string, plan: Plan, side: "base" | "head") => readonly Violation[];
  /** What is to be known of the head's exemptions from policies. */
  readonly notes: readonly string[];
}

/** A stack's two sides, compared. */
export function stackDiff(
  stack: string,
  base: Outcome,
  head: Outcome,
  { costOf, violationsOf, notes }: Yardstick,
): StackDiff {
  const [old, now] = [planOf(base), planOf(head)];
  const side = (plan: Plan): Side => ({
    title: titleOf(plan),
    capacity: capacityOf(plan),
    ...costOf(plan),
  });
  const known = {
    stack,
    ...(old && { base: side(old) }),
    ...(now && { head: side(now) }),
    ...(base && "error" in base && { baseError: base.error }),
    ...(head && "error" in head && { headError: head.error }),
  };
  if (!now) {
    const gone = head === undefined && old !== undefined;
    return { ...known, changes: [], violations: [], notes: gone ? [leftBehind(old)] : [] };
  }
  if (!old && base !== undefined) {
    return { ...known, changes: [], violations: [], notes: [uncompared(now)] };
  }
  const before = old ?? { ...now, resources: [] };
  const name = labels(before, now);
  const changes = compare(before, now).map((change) => ({
    ...change,
    label: name(change),
    replacedWith: change.replacedWith.map((urn) => nameOfUrn(urn, name)),
    ...(change.inPlaceOf !== undefined && { inPlaceOf: nameOfUrn(change.inPlaceOf, name) }),
  }));
  const violations = newly(
    old ? violationsOf(stack, old, "base") : [],
    violationsOf(stack, now, "head"),
    changes,
  ).map((violation) => {
    const resource = now.resources.find(({ urn }) => urn === violation.urn);
    return { ...violation, label: resource ? name(resource) : violation.urn };
  });
  const older = old && !old.comparison ? [OLDER] : [];
  return { ...known, changes, violations, notes: [...older, ...notes] };
}

/** What only the head breaks; a resource under another name is still the same. */
function newly(
  base: readonly Violation[],
  head: readonly Violation[],
  changes: readonly Pick<ResourceChange, "urn" | "oldUrn">[],
): Omit<NewViolation, "label">[] {
  const oldUrns = new Map(changes.map(({ urn, oldUrn = urn }) => [urn, oldUrn]));
  const key = (policy: string, urn: string, property: string): string =>
    [policy, urn, property].join(" ");
  const before = new Set(base.map(({ policy, urn, property }) => key(policy, urn, property)));
  return head.filter(
    ({ policy, urn, property }) => !before.has(key(policy, oldUrns.get(urn) ?? urn, property)),
  );
}

const OLDER =
  "The base is older than `npm run diff`: a secret or a file that changes is not seen, and a resource " +
  "under an alias may show more changes than it has.";

function leftBehind({ resources }: Plan): string {
  const count = resources.filter(({ type, read }) => !isComponent(type) && read !== true).length;
  return (
    `The stack's file is gone. Its ${count} resources stay in the cloud, and cost, until ` +
    "`pulumi destroy` and `pulumi stack rm`."
  );
}

function uncompared({ resources }: Plan): string {
  const count = resources.filter(({ type, read }) => !isComponent(type) && read !== true).length;
  return `The base does not plan, so nothing can be compared. The head has ${count} resources.`;
}

function planOf(outcome: Outcome): Plan | undefined {
  return outcome && "plan" in outcome ? outcome.plan : undefined;
}

type Label = (resource: { readonly type: string; readonly name: string }) => string;

/** Names as `npm run plan` shows them: `iam.Role nodes`. */
function labels(base: Plan, head: Plan): Label {
  const resources = [...base.resources, ...head.resources];
  const typeName = typeNames(resources);
  const shortName = shortNames(head.resources);
  return ({ type, name }) => `${typeName(type)} ${shortName(name)}`.trimEnd();
}

function nameOfUrn(urn: string, label: Label): string {
  const [, , types = "", name = ""] = urn.split("::");
  return label({ type: types.split("$").at(-1) ?? "", name });
}
