import assert from "node:assert/strict";

import type { Problem, Report } from "./checker";
import type { AwsResource } from "./planned";

/** Fails with one line per problem: which resource, which call, which member, why. */
export function assertAccepted({ problems }: Report): void {
  assert.equal(problems.length, 0, `\n${problems.map(line).join("\n")}`);
}

/** Fails unless the call was refused for the reason. */
export function assertRefused({ problems }: Report, call: string, why: RegExp): void {
  const found = problems.some((problem) => problem.call === call && why.test(problem.why));
  assert.ok(found, `${call} was not refused with ${why}:\n${problems.map(line).join("\n")}`);
}

/** What was checked and how, in one line. */
export function summary({ accepted, modelOnly, notCovered }: Report): string {
  const parts = [
    `${total(accepted)} calls accepted by moto`,
    `${total(modelOnly)} checked against AWS's model only${names(modelOnly)}`,
    `${total(notCovered)} resources not covered${names(notCovered)}`,
  ];
  return parts.join(", ");
}

/** The first resource of a type. */
export function find(resources: readonly AwsResource[], type: string): AwsResource {
  const found = resources.find((resource) => resource.type === type);
  assert.ok(found, `no ${type}`);
  return found;
}

/**
 * The first resource of a type with one input changed (null takes it away), and before it all that
 * it depends on.
 */
export function changed(
  resources: readonly AwsResource[],
  type: string,
  path: string,
  value: unknown,
): AwsResource[] {
  const original = find(resources, type);
  const inputs = structuredClone(original.inputs);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const group = keys.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown>)[key],
    inputs,
  );
  (group as Record<string, unknown>)[last] = value;
  return [...prerequisites(resources, original), { ...original, inputs }];
}

function prerequisites(resources: readonly AwsResource[], of: AwsResource): Set<AwsResource> {
  const direct = resources.filter(({ urn }) => of.dependsOn.includes(urn));
  return new Set(direct.flatMap((one) => [...prerequisites(resources, one), one]));
}

function line({ resource, type, call, why }: Problem): string {
  return `  ${resource} (${type}), ${call}: ${why}`;
}

/** All counts together. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function names(counts: Readonly<Record<string, number>>): string {
  const keys = Object.keys(counts);
  return keys.length === 0 ? "" : ` (${keys.join(", ")})`;
}
