import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../diff/compare";
import { paired } from "../../diff/named";
import type { PropertyChange } from "../../diff/types";
import { shownChanges } from "../../diff/values";
import type { Json, JsonObject, PlannedResource, Trace } from "../../plan/types";
import { comparablePlan } from "../support/comparablePlan";
import { planned } from "../support/planned";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";

type Traces = Readonly<Record<string, Trace>>;

function resource(type: string, inputs: JsonObject, more: Partial<PlannedResource> = {}) {
  return planned(type, "x", { urn: `urn:pulumi:s::p::${type}::x`, inputs, ...more });
}

/** What changes of a resource, and what the engine does for it. */
function changesOf(
  type: string,
  old: JsonObject,
  now: JsonObject,
  traces: readonly [Traces, Traces] = [{}, {}],
  more: Partial<PlannedResource> = {},
) {
  const side = (inputs: JsonObject, of: Traces) => {
    const only = resource(type, inputs, more);
    return comparablePlan([only], { [only.urn]: of });
  };
  const [change] = compare(side(old, traces[0]), side(now, traces[1]));
  return { operation: change?.operation ?? "same", properties: change?.properties ?? [] };
}

/** `path: old -> new` of each. */
function told(properties: readonly PropertyChange[]): string[] {
  return properties
    .flatMap(shownChanges)
    .map(({ path, old, new: now }) => `${path}: ${old} -> ${now}`)
    .sort();
}

const pod = (env: readonly JsonObject[]): JsonObject => ({
  spec: { template: { spec: { containers: [{ name: "gateway", env }] } } },
});
const variable = (name: string, value: string): JsonObject => ({ name, value });
const [A, B, C] = [variable("A", "1"), variable("B", "2"), variable("C", "3")];
const ENV = "spec.template.spec.containers[name=gateway].env";

describe("a change in a list of named things", () => {
  it("is told by name: a variable in front leaves the others as they are", () => {
    const { operation, properties } = changesOf(DEPLOYMENT, pod([A, B]), pod([C, A, B]));
    assert.equal(operation, "update");
    assert.deepEqual(told(properties), [`${ENV}[name=C].value: (not set) -> 3`]);
    const gone = changesOf(DEPLOYMENT, pod([A, B]), pod([B])).properties;
    assert.deepEqual(told(gone), [`${ENV}[name=A].value: 1 -> (not set)`]);
    const other = changesOf(DEPLOYMENT, pod([A, B]), pod([A, variable("B", "9")])).properties;
    assert.deepEqual(told(other), [`${ENV}[name=B].value: 2 -> 9`]);
  });

  it("is an update where only the order is another one, and told as that", () => {
    const { operation, properties } = changesOf(DEPLOYMENT, pod([A, B, C]), pod([C, A, B]));
    assert.equal(operation, "update");
    assert.deepEqual(told(properties), [`${ENV}, order: A, B, C -> C, A, B`]);
    const both = changesOf(DEPLOYMENT, pod([A, B]), pod([B, A, C])).properties;
    assert.deepEqual(told(both), [
      `${ENV}, order: A, B -> B, A, C`,
      `${ENV}[name=C].value: (not set) -> 3`,
    ]);
  });

  it("does to the resource what the engine makes of the places", () => {
    const pool = (name: string, vmSize: string): JsonObject => ({ name, vmSize });
    const [small, large] = [pool("a", "S"), pool("b", "L")];
    const order = changesOf(
      CLUSTER,
      { agentPoolProfiles: [small, large] },
      { agentPoolProfiles: [large, small] },
    );
    assert.equal(order.operation, "may-replace");
    assert.deepEqual(told(order.properties), ["agentPoolProfiles, order: a, b -> b, a"]);
    const replaced = changesOf(DEPLOYMENT, pod([A, B]), pod([B, A]), [{}, {}], {
      replaceOnChanges: ["spec.template.spec.containers[0].env[1].value"],
    });
    assert.equal(replaced.operation, "replace");
    assert.deepEqual(told(replaced.properties), [`${ENV}, order: A, B -> B, A`]);
  });

  it("keeps to places where the engine has to: what is ignored, and what has no names of its own", () => {
    const ignore = { ignoreChanges: ["agentPoolProfiles[0].count"] };
    const pools = (count: number): JsonObject => ({ agentPoolProfiles: [{ name: "a", count }] });
    assert.equal(changesOf(CLUSTER, pools(1), pools(2), [{}, {}], ignore).operation, "same");
    const twins = changesOf(DEPLOYMENT, pod([A, A]), pod([A, B])).properties;
    assert.deepEqual(told(twins), [
      "spec.template.spec.containers[name=gateway].env[1].name: A -> B",
      "spec.template.spec.containers[name=gateway].env[1].value: 1 -> 2",
    ]);
    const cidrs = (...all: string[]): JsonObject => ({ list: all });
    assert.deepEqual(told(changesOf(DEPLOYMENT, cidrs("a"), cidrs("b")).properties), [
      "list[0]: a -> b",
    ]);
  });

  it("follows a value that is made of another resource to its new place", () => {
    const path = (index: number): string => `spec.template.spec.containers[0].env[${index}].value`;
    const trace: Trace = { from: ["urn:pulumi:s::p::aws:sns/topic:Topic::t#arn"], text: "{0}" };
    const { properties } = changesOf(
      DEPLOYMENT,
      pod([variable("T", "look-alike-1")]),
      pod([A, variable("T", "look-alike-2")]),
      [{ [path(0)]: trace }, { [path(1)]: trace }],
    );
    assert.deepEqual(told(properties), [
      `${ENV}[name=A].value: (not set) -> 1`,
      `${ENV}[name=T].value: (as it is) -> (known after up)`,
    ]);
    const stays = resource(
      "aws:sns/topic:Topic",
      {},
      { urn: "urn:pulumi:s::p::aws:sns/topic:Topic::t" },
    );
    const side = (inputs: JsonObject, index: number) => {
      const of = resource(DEPLOYMENT, inputs);
      return comparablePlan([of, stays], { [of.urn]: { [path(index)]: trace } });
    };
    const [change] = compare(
      side(pod([variable("T", "look-alike-1")]), 0),
      side(pod([A, variable("T", "look-alike-2")]), 1),
    );
    assert.deepEqual(told(change?.properties ?? []), [`${ENV}[name=A].value: (not set) -> 1`]);
  });

  it("is told inside of JSON too, as in a task definition", () => {
    const containers = (environment: readonly JsonObject[]): JsonObject => ({
      containerDefinitions: JSON.stringify([{ name: "gateway", environment }]),
    });
    const { operation, properties } = changesOf(TASK, containers([A, B]), containers([C, A, B]));
    assert.equal(operation, "replace");
    assert.deepEqual(told(properties), [
      "containerDefinitions → [name=gateway].environment[name=C].value: (not set) -> 3",
    ]);
    const order = changesOf(TASK, containers([A, B]), containers([B, A]));
    assert.equal(order.operation, "replace");
    assert.deepEqual(told(order.properties), [
      "containerDefinitions → [name=gateway].environment, order: A, B -> B, A",
    ]);
  });

  it("is found exactly where the places differ, whatever the lists are", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const element = fc.record({ name, value: fc.integer({ min: 0, max: 2 }) });
    const list = fc.array(element, { maxLength: 4 });
    const inputs = fc.record({ agentPoolProfiles: list, tags: fc.dictionary(name, name) });
    fc.assert(
      fc.property(inputs, inputs, (old, now) => {
        const { operation } = changesOf(CLUSTER, old, now);
        const same = JSON.stringify(sorted(old)) === JSON.stringify(sorted(now));
        assert.equal(operation === "same", same);
      }),
    );
  });

  it("pairs every value of both sides once", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (old, now) => {
        const { values } = paired(old as Json, now as Json);
        const paths = values.map(({ path }) => path);
        assert.equal(new Set(paths).size, paths.length);
        const differs = values.some(
          (pair) => JSON.stringify(pair.old) !== JSON.stringify(pair.now),
        );
        const { lists } = paired(old as Json, now as Json);
        const moved = lists.some((each) => each.old.join() !== each.now.join());
        assert.equal(differs || moved, JSON.stringify(sorted(old)) !== JSON.stringify(sorted(now)));
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
