import assert from "node:assert/strict";
import type { Account, Operation } from "./account";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

/** One place in each layer of a stack. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  dev: [
    "aws:ec2/natGateway:NatGateway",
    "aws:eks/cluster:Cluster",
    "aws:autoscaling/group:Group",
    "aws:eks/addon:Addon",
    "kubernetes:apps/v1:Deployment",
    "aws:lb/listener:Listener",
  ],
  "dev-azure": [
    "azure-native:network:VirtualNetwork",
    "azure-native:containerservice:ManagedCluster",
    "azure-native:redisenterprise:Database",
    "kubernetes:core/v1:Service",
  ],
};

describe("on the engine, an `up` that breaks off", () => {
  const pulumi = usePulumi();

  for (const [name, places] of Object.entries(PLACES)) {
    it(`of ${name} at ${places.length} places is finished by the next`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        const broken = new Set(places);
        stack.account.failure = ({ kind, type }) =>
          kind === "create" && broken.has(type) ? "the cloud is out of order" : undefined;
        for (const place of places) {
          await assert.rejects(stack.up(), /the cloud is out of order/);
          broken.delete(place);
        }
        await stack.up();
        assertMadeOnce(stack.account);
        assert.deepEqual(await stack.preview(), []);
      }));
  }

  it("because the engine was killed is finished by the next, once the stack is freed", () =>
    StackUnderTest.use(pulumi(), "dev", [], async (stack) => {
      stack.account.failure = ({ kind, type }: Operation) => {
        if (kind !== "create" || type !== "aws:eks/cluster:Cluster") return undefined;
        stack.kill();
        return "nobody is there to hear this";
      };
      // One operation at a time: the state is at rest while the cloud works.
      await assert.rejects(stack.up(1));
      stack.account.failure = () => undefined;
      await stack.cancel();
      await stack.up();
      assertMadeOnce(stack.account);
      assert.deepEqual(await stack.preview(), []);
    }));
});

/** Nothing lost, nothing doubled. */
function assertMadeOnce({ operations, resources }: Account): void {
  const made = operations.filter(({ kind }) => kind === "create").map(({ urn }) => urn);
  assert.deepEqual(made.length, new Set(made).size);
  assert.equal(made.length, resources.length);
}
