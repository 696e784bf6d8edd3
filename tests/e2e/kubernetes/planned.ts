import assert from "node:assert/strict";
import type { Json, JsonObject, Plan, PlannedResource } from "../../../plan/types";
import { SECRET } from "../../../plan/types";
import { pathsOf } from "../../../plan/values";
import type { KubernetesApi, KubernetesObject } from "./api";
import { until } from "./until";

/** The objects of a plan that go to its cluster, each after those that it depends on. */
export function plannedObjects(plan: Plan): JsonObject[] {
  const waiting = new Map(plan.resources.filter(isObject).map((one) => [one.urn, one]));
  const ordered: JsonObject[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      (one) => !one.dependsOn.some((urn) => waiting.has(urn)),
    );
    assert.ok(free.length > 0, "objects depend on each other in a circle");
    for (const { urn, inputs } of free) {
      waiting.delete(urn);
      ordered.push(inputs);
    }
  }
  const hidden = ordered.flatMap((one) => pathsOf(one, (leaf) => leaf === SECRET));
  assert.deepEqual(hidden, [], "a plan hides the value of a secret, so that it cannot be applied");
  return ordered;
}

function isObject({ type }: PlannedResource): boolean {
  return type.startsWith("kubernetes:");
}

/** Applies objects in turn. Until a quota is counted, the server refuses whatever falls under it. */
export async function applyAll(api: KubernetesApi, objects: readonly JsonObject[]): Promise<void> {
  for (const object of objects) {
    const { apiVersion, kind, metadata } = await api.apply(object);
    if (kind !== "ResourceQuota") continue;
    await until(`the use of the quota ${metadata.name}`, async () => {
      const { status } = await api.get(apiVersion, kind, metadata.name, metadata.namespace);
      return status?.["used"];
    });
  }
}

/**
 * Where the server's object has not what was planned, as `path: planned, found`. A preview would
 * show each of them as a change that no `up` ever makes.
 */
export function differences(planned: Json, found: Json | undefined, path = ""): string[] {
  if (Array.isArray(planned) && Array.isArray(found) && planned.length === found.length) {
    const items = found as readonly Json[];
    return (planned as readonly Json[]).flatMap((item, index) =>
      differences(item, items[index], `${path}[${index}]`),
    );
  }
  if (isGroup(planned) && isGroup(found)) {
    return Object.entries(planned).flatMap(([key, value]) =>
      differences(value, found[key], `${path}.${key}`),
    );
  }
  // The server leaves out what is empty.
  if (found === undefined && isEmpty(planned)) return [];
  if (JSON.stringify(planned) === JSON.stringify(found)) return [];
  return [`${path}: ${JSON.stringify(planned)}, found ${JSON.stringify(found)}`];
}

function isGroup(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: Json): boolean {
  if (value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** The one object of a kind and name among planned ones. */
export function plannedObject(objects: readonly JsonObject[], kind: string, name: string) {
  const all = objects as unknown as readonly KubernetesObject[];
  const found = all.filter((one) => one.kind === kind && one.metadata.name === name);
  assert.equal(found.length, 1, `${found.length} planned objects are ${kind} ${name}`);
  return found[0] as KubernetesObject & JsonObject;
}
