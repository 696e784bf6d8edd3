import assert from "node:assert/strict";
import { PACE, unreachableTargets, type ScalingPolicy } from "../../shared/scaling";

const policy: ScalingPolicy = {
  min: 1,
  max: 6,
  cpuPercent: 60,
  memoryPercent: 75,
  chatsPerReplica: 80,
  pace: PACE,
};

const keysOf = (change: Partial<ScalingPolicy>): string[] =>
  unreachableTargets({ ...policy, ...change }, 100).map(({ key }) => key);

describe("targets that an autoscaler could never act on", () => {
  it("are as many chats as a full replica holds, or more", () => {
    assert.deepEqual(keysOf({ chatsPerReplica: 99 }), []);
    const { chatsPerReplica: _, ...uncounted } = policy;
    assert.deepEqual(unreachableTargets(uncounted, 1), []);
    assert.deepEqual(keysOf({ chatsPerReplica: 100 }), ["gateway.chatsTarget"]);
    const [problem] = unreachableTargets({ ...policy, chatsPerReplica: 2 }, 1);
    assert.match(problem?.fix ?? "", /Set gateway\.chatsTarget to 1 /);
  });

  it("are so near to the memory limit that the kernel kills first", () => {
    assert.deepEqual(keysOf({ memoryPercent: 90 }), []);
    assert.deepEqual(keysOf({ memoryPercent: 91 }), ["gateway.memoryTarget"]);
  });

  it("are reported together", () => {
    const both = { chatsPerReplica: 200, memoryPercent: 100 };
    assert.deepEqual(keysOf(both), ["gateway.chatsTarget", "gateway.memoryTarget"]);
  });
});
