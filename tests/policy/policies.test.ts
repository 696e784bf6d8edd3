import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, Plan, PlannedResource } from "../../plan/types";
import { violationsOf } from "../../policy/evaluate";
import { POLICIES } from "../../policy/policies";
import { UNKNOWN, type Violation } from "../../policy/types";
import { FUNCTIONS } from "../support/azureStacks";
import { withValue } from "../support/json";
import { planOf, PROJECT_DIR } from "../support/plans";
import { AWS_CASES } from "./cases/aws";
import { AZURE_CASES } from "./cases/azure";
import type { Case, Cases } from "./cases/case";
import { KUBERNETES_CASES } from "./cases/kubernetes";
import { OPERATION_CASES, SECRET_TEXTS } from "./cases/operations";

const ALL: Cases = { ...AWS_CASES, ...AZURE_CASES, ...KUBERNETES_CASES, ...OPERATION_CASES };

const SHIPPED = ["dev", "dev-azure", "dev-ecs", "local", "prod-aws", "prod-azure"];

function planned(stack: string): Promise<Plan> {
  if (stack === "functions") {
    return planOf("prod-azure", ...FUNCTIONS, "alarms.email=ops@example.com");
  }
  const file = join(
    PROJECT_DIR,
    "tests",
    "plans",
    `${stack === "pinned" ? "prod-azure" : stack}.json`,
  );
  const plan = JSON.parse(readFileSync(file, "utf8")) as Plan;
  if (stack !== "pinned") return Promise.resolve(plan);
  // All but the gateway: the images of others have no digest yet.
  const resources = plan.resources.filter(({ name }) => name !== "chatscale-prod-azure-edge");
  return Promise.resolve({ ...plan, resources });
}

const isProd = (stack: string): boolean => !/^(dev|local)/.test(stack);

const isMeant =
  ({ type, name = "" }: Case) =>
  (resource: PlannedResource): boolean =>
    resource.type === type && resource.name.endsWith(name);

/** The plan with the one resource of a case as the case says, and that resource. */
function altered(plan: Plan, each: Case, value?: JsonObject[string]) {
  const [resource, ...others] = plan.resources.filter(isMeant(each));
  assert.ok(resource, `no ${each.type} ${each.name ?? ""} in ${each.stack}`);
  assert.deepEqual(
    others.map(({ name }) => name),
    [],
    "more than one is meant",
  );
  const inputs = Object.entries(each.set ?? {}).reduce<JsonObject>(
    (all, [path, to]) => withValue(all, path, value === undefined ? to : value),
    resource.inputs,
  );
  const resources = plan.resources.flatMap((other) => {
    if (other !== resource) return [other];
    return each.removed ? [] : [{ ...other, ...each.also, inputs }];
  });
  return { resource, resources };
}

describe("the policies", () => {
  it("are each tried with what breaks them, and have names of one form", () => {
    const names = POLICIES.map(({ name }) => name);
    assert.deepEqual([...names].sort(), Object.keys(ALL).sort());
    assert.equal(new Set(names).size, names.length);
    for (const { name, description, remediation } of POLICIES) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)+$/);
      assert.match(description, /^[A-Z].*\.$/);
      assert.match(remediation, /^[A-Z].*\.$/);
    }
  });

  for (const stack of [...SHIPPED, "functions"]) {
    it(`are kept by ${stack}, those that are mandatory`, async () => {
      const { resources } = await planned(stack);
      const broken = violationsOf(resources, { isProd: isProd(stack) });
      assert.deepEqual(
        broken.filter(({ level }) => level === "mandatory"),
        [],
      );
    });
  }

  for (const policy of POLICIES) {
    describe(policy.name, () => {
      const run = (resources: readonly PlannedResource[], prod = true): Violation[] =>
        violationsOf(resources, { isProd: prod }, [policy]);

      for (const each of ALL[policy.name] ?? []) {
        const { stack, type, of = type, found } = each;
        const what = JSON.stringify(each.set ?? each.also ?? "removed", (_, value: unknown) =>
          value === undefined ? "nothing" : value,
        );
        it(`finds ${type.split(":").at(-1) ?? ""} of ${stack} with ${what.slice(0, 90)}`, async () => {
          const plan = await planned(stack);
          assert.deepEqual(run(plan.resources), []);
          const { resource, resources } = altered(plan, each);
          const broken = run(resources);
          assert.deepEqual(
            broken.map(({ property, rule }) => [property, rule]),
            found,
          );
          for (const { level, policy: name, urn } of broken) {
            assert.deepEqual([name, level], [policy.name, policy.level]);
            assert.ok(of === type ? urn === resource.urn : urn.includes(`${of}::`), urn);
          }
          // A stack to play with is held to less, where the policy says so.
          assert.equal(run(resources, false).length, policy.prodOnly ? 0 : found.length);
        });
      }
    });
  }

  it("say nothing of what is known after up only", async () => {
    const judged = { policies: 0 };
    for (const [name, cases] of Object.entries(ALL)) {
      const policy = POLICIES.find((each) => each.name === name);
      assert.ok(policy);
      for (const each of cases.filter(({ set, of, type }) => set && (of ?? type) === type)) {
        const { resources } = altered(await planned(each.stack), each, UNKNOWN);
        assert.deepEqual(violationsOf(resources, { isProd: true }, [policy]), [], name);
        judged.policies += 1;
      }
    }
    assert.ok(judged.policies > 60, String(judged.policies));
  });

  it("never tell a value", async () => {
    for (const each of ALL["no-plain-secrets"] ?? []) {
      const { resources } = altered(await planned(each.stack), each);
      const told = JSON.stringify(violationsOf(resources, { isProd: true }));
      for (const text of SECRET_TEXTS) assert.ok(!told.includes(text));
    }
  });
});
