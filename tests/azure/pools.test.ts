import assert from "node:assert/strict";
import type { Plan, PlannedResource } from "../../plan/types";
import { EXPLICIT } from "../support/azureStacks";
import { input, ofType, only, planOf } from "../support/plans";

const POOL = "azure-native:containerservice:AgentPool";
const CLUSTER = "azure-native:containerservice:ManagedCluster";

function poolOf(plan: Plan, kind: string): PlannedResource {
  const pool = ofType(plan, POOL).find(({ name }) => name.includes(`-${kind}-`));
  assert.ok(pool, kind);
  return pool;
}

describe("the node pools of AKS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
    prod = await planOf("prod-azure");
  });

  it("leave every node count to the autoscaler, and nothing else", () => {
    assert.deepEqual(only(prod, CLUSTER).ignoreChanges, ["agentPoolProfiles[0].count"]);
    const pools = ofType(prod, POOL);
    assert.equal(pools.length, 2);
    for (const pool of pools) {
      assert.deepEqual(pool.ignoreChanges, ["count"]);
      assert.equal(input(pool, "enableAutoScaling"), true);
      assert.match(String(input(pool, "agentPoolName")), /^[a-z][a-z0-9]{0,11}$/);
    }
    assert.equal(ofType(dev, POOL).length, 1, "no spot pool in dev");
  });

  it("keep the system pool for add-ons, and let the gateway onto spot nodes", () => {
    const taints = input(only(prod, CLUSTER), "agentPoolProfiles.0.nodeTaints");
    assert.deepEqual(taints, ["CriticalAddonsOnly=true:NoSchedule"]);
    const spot = poolOf(prod, "spot");
    assert.equal(input(spot, "scaleSetPriority"), "Spot");
    assert.equal(input(spot, "spotMaxPrice"), -1);
    assert.equal(input(spot, "minCount"), 0);
    const gateway = only(prod, "kubernetes:apps/v1:Deployment", "chatscale-prod-azure-gateway");
    assert.deepEqual(input(gateway, "spec.template.spec.tolerations"), [
      {
        key: "kubernetes.azure.com/scalesetpriority",
        value: "spot",
        effect: "NoSchedule",
        operator: "Equal",
      },
    ]);
  });

  it("surge by a third at an upgrade, but for spot machines, which cannot", () => {
    const surge = { maxSurge: "33%", drainTimeoutInMinutes: 30 };
    const system = input(only(prod, CLUSTER), "agentPoolProfiles.0.upgradeSettings");
    assert.deepEqual(system, surge);
    assert.deepEqual(
      ["user", "spot"].map((kind) => input(poolOf(prod, kind), "upgradeSettings")),
      [surge, undefined],
    );
  });

  it("span the zones", () => {
    for (const pool of ofType(prod, POOL)) {
      assert.deepEqual(input(pool, "availabilityZones"), ["1", "2", "3"]);
    }
  });

  it("hold the operating system on the local disk where the size has one", async () => {
    const disk = (plan: Plan): unknown[] => {
      const pool = only(plan, POOL);
      return [input(pool, "osDiskType"), input(pool, "osDiskSizeGB")];
    };
    const local = await planOf("dev-azure", "nodes.vmSize=Standard_D2pds_v5", "nodes.disk=75Gi");
    assert.deepEqual(disk(dev), ["Managed", 30]);
    assert.deepEqual(disk(local), ["Ephemeral", 75]);
  });

  it("are named by what cannot be changed in them, and are other resources with it", async () => {
    const name = (plan: Plan): string => {
      const pool = only(plan, POOL);
      const suffix = pool.name.replace("chatscale-dev-azure-user-", "");
      assert.equal(input(pool, "agentPoolName"), `u${suffix}`);
      return suffix;
    };
    const larger = await planOf("dev-azure", "nodes.vmSize=Standard_D4ps_v6");
    const elsewhere = await planOf("dev-azure", EXPLICIT);
    const more = await planOf("dev-azure", "nodes.max=5");
    assert.equal(new Set([dev, larger, elsewhere].map(name)).size, 3);
    assert.equal(name(more), name(dev));
  });

  it("open node ports in AKS's own security group for a foreign balancer only", async () => {
    const explicit = await planOf("dev-azure", EXPLICIT);
    assert.deepEqual(input(only(explicit, POOL), "networkProfile"), {
      allowedHostPorts: [{ portStart: 30080, portEnd: 30080, protocol: "TCP" }],
    });
    assert.equal(input(only(dev, POOL), "networkProfile"), undefined);
    assert.equal(
      input(only(explicit, CLUSTER), "agentPoolProfiles.0.networkProfile"),
      undefined,
      "no client reaches the system pool",
    );
  });
});
