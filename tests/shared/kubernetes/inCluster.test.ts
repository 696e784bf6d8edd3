import assert from "node:assert/strict";
import { ofType, only, planOf } from "../../support/plans";

describe("what is in a cluster", () => {
  for (const [stack, type] of [
    ["dev", "aws:eks/cluster:Cluster"],
    ["prod-aws", "aws:eks/cluster:Cluster"],
    ["dev-azure", "azure-native:containerservice:ManagedCluster"],
    ["prod-azure", "azure-native:containerservice:ManagedCluster"],
  ] as const) {
    it(`goes with it and comes again with a new one: ${stack}`, async () => {
      const plan = await planOf(stack);
      const { urn: cluster } = only(plan, type);
      const objects = plan.resources.filter((one) => one.type.startsWith("kubernetes:"));
      assert.ok(objects.length > 10, String(objects.length));
      for (const { urn, deletedWith, replaceWith } of objects) {
        assert.equal(deletedWith, cluster, urn);
        assert.deepEqual(replaceWith, [cluster], urn);
      }
      // The provider itself only learns where the new cluster is.
      const [provider] = ofType(plan, "pulumi:providers:kubernetes");
      assert.equal(provider?.replaceWith, undefined);
    });
  }
});
