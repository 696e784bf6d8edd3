import assert from "node:assert/strict";
import { platformOf } from "../../plan/platform";
import type { JsonObject, Plan } from "../../plan/types";
import { planOf, planOfProgram } from "../support/plans";

/** A plan of one cluster and, where one is given, its provider. */
function resourcesOf(type: string, inputs: JsonObject, provider?: JsonObject): Plan["resources"] {
  const base = {
    name: "p-s",
    parent: null,
    protect: false,
    ignoreChanges: [],
    dependsOn: [],
    deletedWith: null,
    unknown: [],
  };
  const cluster = { ...base, urn: "urn:c", type, inputs, provider: "urn:p" };
  if (provider === undefined) return [cluster];
  return [{ ...base, urn: "urn:p", type: "pulumi:providers:x", inputs: provider }, cluster];
}

const ECS = "aws:ecs/cluster:Cluster";

describe("the platform of a plan", () => {
  it("is what the shipped stacks run on, and where", async () => {
    assert.deepEqual((await planOf("dev")).platform, { runtime: "eks", region: "us-east-1" });
    assert.deepEqual((await planOf("dev-azure")).platform, { runtime: "aks", region: "eastus" });
  });

  it("has the region of the cluster, or else of its provider", () => {
    const provider = { region: "eu-west-1" };
    assert.deepEqual(platformOf(resourcesOf(ECS, {}, provider)), {
      runtime: "ecs",
      region: "eu-west-1",
    });
    const own = resourcesOf(ECS, { region: "us-west-2" }, provider);
    assert.equal(platformOf(own)?.region, "us-west-2");
    assert.equal(platformOf(resourcesOf(ECS, {}))?.region, null);
  });

  it("is nothing without a cluster", async () => {
    assert.equal((await planOfProgram(() => undefined)).platform, null);
  });
});
