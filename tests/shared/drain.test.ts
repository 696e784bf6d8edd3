import assert from "node:assert/strict";
import fc from "fast-check";
import { nodeDrainSeconds } from "../../shared/drain";
import { eksNodeCapacity } from "../../shared/nodeCapacity";
import { INSTANCE_TYPES, type InstanceType } from "../../shared/machines";
import { workloadOf } from "../support/chatbot";

const { gateway } = workloadOf();
const SMALLEST = { ...gateway, cpu: "0.05 vCPU", memory: "64Mi" } as const;

describe("the drain of a node", () => {
  it("takes a new node, one start for each replica on it, and the last one's grace", () => {
    const node = { millicores: 1000, mebibytes: 2048, pods: 10 };
    const four = {
      ...gateway,
      cpu: "0.25 vCPU",
      memory: "512Mi",
      terminationGrace: "90s",
    } as const;
    assert.equal(nodeDrainSeconds(node, four), 130 + 4 * 60 + 90);
  });

  it("fits what a lifecycle hook may wait, on every machine and for every grace", () => {
    const types = Object.keys(INSTANCE_TYPES) as InstanceType[];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.integer({ min: 1, max: 600 }), (type, grace) => {
        const tiny = { ...SMALLEST, terminationGrace: `${grace}s` } as const;
        const most = nodeDrainSeconds(eksNodeCapacity(type), tiny) + 60;
        // EC2 Auto Scaling: HeartbeatTimeout is 30 to 7200 seconds.
        assert.ok(most >= 30 && most <= 7200, `${type}: ${most}`);
      }),
    );
  });
});
