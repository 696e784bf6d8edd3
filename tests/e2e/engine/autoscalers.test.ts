import assert from "node:assert/strict";
import type { WireObject } from "../../../plan/values";
import type { Held } from "./account";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

/** What an autoscaler has set since the last `up`. */
const MOVED: Readonly<Record<string, WireObject>> = {
  "aws:autoscaling/group:Group": { desiredCapacity: 3 },
  "aws:ecs/service:Service": { desiredCount: 7 },
  "azure-native:containerservice:AgentPool": { count: 3 },
  "kubernetes:apps/v1:Deployment": { spec: { replicas: 7 } },
};

describe("on the engine, numbers that an autoscaler has moved", () => {
  const pulumi = usePulumi();

  for (const name of ["dev", "dev-ecs", "dev-azure", "prod-azure"]) {
    it(`are left alone by the next \`up\` of ${name}`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const moved = stack.account.resources.filter(isScaled);
        assert.ok(moved.length > 0);
        stack.account.drift = (held) => (isScaled(held) ? (MOVED[held.type] ?? {}) : {});
        await stack.refresh();
        assert.deepEqual((await stack.up()).steps, []);
      }));
  }
});

/** Cluster Autoscaler scales nodes; it is one pod itself. */
function isScaled({ type, urn }: Held): boolean {
  return type in MOVED && !urn.endsWith("-autoscaler");
}
