import assert from "node:assert/strict";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

/** Config that a stack cannot change in place, and what would be replaced first. */
const FIXED: Readonly<Record<string, readonly (readonly [set: string, replaced: string])[]>> = {
  "prod-aws": [
    ["network.serviceCidr=172.21.0.0/16", "aws:eks/cluster:Cluster::chatscale-prod-aws"],
    ["network.cidr=10.1.0.0/16", "aws:ec2/vpc:Vpc::chatscale-prod-aws"],
  ],
  "prod-azure": [
    ["network.serviceCidr=172.21.0.0/16", "ManagedCluster::chatscale-prod-azure"],
    ["network.podCidr=10.245.0.0/16", "ManagedCluster::chatscale-prod-azure"],
    ["location=westeurope", "ResourceGroup::chatscale-prod-azure"],
  ],
};

const CLUSTERS: Readonly<Record<string, string>> = {
  dev: "aws:eks/cluster:Cluster",
  "dev-azure": "azure-native:containerservice:ManagedCluster",
};

describe("on the engine, a change of what a stack stands on", () => {
  const pulumi = usePulumi();

  for (const [name, changes] of Object.entries(FIXED)) {
    it(`is refused in ${name}, before anything is done`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const before = stack.account.operations.length;
        for (const [set, replaced] of changes) {
          await stack.configure(set);
          await assert.rejects(stack.up(), (error: Error) => {
            assert.match(error.message, /marked for protection/);
            assert.ok(error.message.includes(replaced), `${set}: ${error.message}`);
            return true;
          });
          assert.equal(stack.account.operations.length, before, set);
        }
      }));
  }

  for (const [name, clusterType] of Object.entries(CLUSTERS)) {
    it(`fills the new cluster of ${name} as the old one was`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const inCluster = () =>
          stack.account.resources
            .filter(({ type }) => type.startsWith("kubernetes:"))
            .map(({ urn }) => urn)
            .sort();
        const [objects, before] = [inCluster(), stack.account.operations.length];
        await stack.configure("network.serviceCidr=172.21.0.0/16");
        await stack.up();
        const done = stack.account.operations.slice(before);
        assert.deepEqual(inCluster(), objects);
        // The old objects go while there is an old cluster to ask, the new ones come to the new one.
        const order = [
          ...new Set(
            done
              .filter(({ type }) => type === clusterType || type.startsWith("kubernetes:"))
              .map(({ kind, type }) => `${kind} ${type === clusterType ? "cluster" : "object"}`),
          ),
        ];
        const steps = ["delete object", "delete cluster", "create cluster", "create object"];
        assert.deepEqual(order, steps);
        const created = done.filter(({ kind }) => kind === "create").map(({ urn }) => urn);
        assert.deepEqual(
          objects.filter((urn) => !created.includes(urn)),
          [],
        );
        assert.deepEqual(await stack.preview(), []);
      }));
  }
});
