import assert from "node:assert/strict";
import type { Plan } from "../plan/types";
import { FUNCTIONS } from "./support/awsStacks";
import { ONE_CLOUD } from "./support/failover";
import { planOf } from "./support/plans";

/** What a stack keeps until somebody unprotects it, as `type name`, without the stack's own name. */
function protectedIn({ stack, resources }: Plan): string[] {
  return resources
    .filter(({ protect }) => protect)
    .map(({ type, name }) => {
      const suffix = name.replace(new RegExp(`^chatscale-${stack}-?`), "");
      return `${type.split(":").at(-1) ?? ""} ${suffix}`.trim();
    })
    .sort();
}

describe("what holds data, an address or a network", () => {
  it("is protected in prod on AWS", async () => {
    assert.deepEqual(protectedIn(await planOf("prod-aws", ...FUNCTIONS)), [
      "Api webhook",
      "Bucket access-logs",
      "Cluster",
      "Eip nat-1",
      "Eip nat-2",
      "Eip nat-3",
      "Key cache",
      "Key secrets",
      "LoadBalancer",
      "Queue dead-letters",
      "Queue events",
      "ReplicationGroup",
      "Repository",
      "Vpc",
    ]);
  });

  it("is protected in prod on Azure", async () => {
    assert.deepEqual(protectedIn(await planOf("prod-azure")), [
      "ManagedCluster",
      "PublicIPAddress",
      "PublicIPAddress egress",
      "RedisEnterprise",
      "Registry",
      "ResourceGroup",
      "VirtualNetwork",
    ]);
    const behindFrontDoor = ["ingress=", "ingress.mode=frontDoor", ONE_CLOUD];
    assert.deepEqual(protectedIn(await planOf("prod-azure", ...behindFrontDoor)), [
      "AFDEndpoint",
      "ManagedCluster",
      "Profile",
      "PublicIPAddress egress",
      "RedisEnterprise",
      "Registry",
      "ResourceGroup",
      "VirtualNetwork",
    ]);
  });

  it("can be thrown away in dev", async () => {
    for (const stack of ["dev", "dev-ecs", "dev-azure"]) {
      assert.deepEqual(protectedIn(await planOf(stack, ...FUNCTIONS)), []);
    }
  });
});
