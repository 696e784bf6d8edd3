import assert from "node:assert/strict";
import { resolve } from "node:path";
import { planProgram, planStack } from "../../plan/run";
import type { JsonObject, Plan, PlannedResource } from "../../plan/types";

/** The folder of Pulumi.yaml. */
export const PROJECT_DIR = resolve(__dirname, "..", "..");

const plans = new Map<string, Promise<Plan>>();

/** The plan of a shipped stack, with overrides of its config; made once, however often it is asked for. */
export function planOf(stack: string, ...set: string[]): Promise<Plan> {
  const key = JSON.stringify([stack, ...set]);
  const plan = plans.get(key) ?? planStack({ projectDir: PROJECT_DIR, stack, set });
  plans.set(key, plan);
  return plan;
}

/** The plan of a program that is a function: for parts that need no stack around them. */
export function planOfProgram(
  program: () => unknown,
  config: Readonly<Record<string, string>> = {},
): Promise<Plan> {
  return planProgram(program, { project: "p", stack: "s", main: "", config, secretKeys: [] });
}

/** All resources of a type. */
export function ofType(plan: Plan, type: string): PlannedResource[] {
  return plan.resources.filter((resource) => resource.type === type);
}

/** The one resource of a type, and of a name where several share the type. */
export function only(plan: Plan, type: string, name?: string): PlannedResource {
  const found = ofType(plan, type).filter(
    (resource) => name === undefined || resource.name === name,
  );
  const [resource] = found;
  assert.equal(found.length, 1, `${found.length} resources of type ${type} ${name ?? ""}`);
  assert.ok(resource);
  return resource;
}

/** A value inside the inputs, by path. */
export function input(resource: PlannedResource, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, key) => (inner as JsonObject | undefined)?.[key], resource.inputs);
}

/** An output of the stack that is text. */
export function output(plan: Plan, name: string): string {
  const value = plan.outputs[name];
  assert.equal(typeof value, "string", name);
  return value as string;
}
