import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../shared/config/parse";
import { chainLimits } from "../../shared/config/limits";
import { ecsNodeCapacity, eksNodeCapacity, podsPerNode } from "../../shared/nodeCapacity";
import { checkScalingChain, type ChainLimits } from "../../shared/scalingChain";
import { describeWorkload, type ChatbotWorkload } from "../../shared/workload";

const CONFIG = {
  cloud: "aws",
  gateway: JSON.stringify({ image: "gateway:1" }),
  kubernetesApi: JSON.stringify({ allowedCidrs: ["0.0.0.0/0"] }),
};

function defaults(): { workload: ChatbotWorkload; limits: ChainLimits } {
  const { config } = parseConfig(CONFIG);
  assert.ok(config);
  return { workload: describeWorkload(config, {}), limits: chainLimits(config) };
}

function keys(
  gateway: Partial<ChatbotWorkload["gateway"]>,
  limits: Partial<ChainLimits> = {},
): string[] {
  const base = defaults();
  const workload = { ...base.workload, gateway: { ...base.workload.gateway, ...gateway } };
  return checkScalingChain(workload, { ...base.limits, ...limits }).map(({ key }) => key);
}

describe("scaling chain", () => {
  it("holds for the defaults", () => {
    const { workload, limits } = defaults();
    assert.deepEqual(checkScalingChain(workload, limits), []);
  });

  it("refuses a drain shorter than the longest reply, and names both", () => {
    const { workload, limits } = defaults();
    const gateway = { ...workload.gateway, drain: "60s" as const };
    const [problem] = checkScalingChain(
      { ...workload, gateway },
      { ...limits, deregistrationDelay: "60s" },
    ).filter(({ key }) => key === "gateway.drain");
    assert.deepEqual(problem, {
      key: "gateway.drain",
      value: "60s",
      rule: "must be at least gateway.longestReply (120s), or replies are cut",
      fix: "Raise gateway.drain to 120s or more, or lower gateway.longestReply.",
    });
  });

  it("lets the idle timeout be short when a heartbeat comes in time", () => {
    assert.deepEqual(keys({ heartbeat: "15s" }, { idleTimeout: "60s" }), []);
    assert.deepEqual(keys({ heartbeat: "60s" }, { idleTimeout: "60s" }), ["ingress.idleTimeout"]);
  });

  it("holds every time link for any reply, exactly when they are in order", () => {
    const time = fc.integer({ min: 1, max: 600 });
    fc.assert(
      fc.property(time, time, time, time, (reply, deregistration, drain, grace) => {
        const found = keys(
          { longestReply: `${reply}s`, drain: `${drain}s`, terminationGrace: `${grace}s` },
          { deregistrationDelay: `${deregistration}s`, idleTimeout: "600s" },
        );
        const inOrder = reply <= deregistration && deregistration <= drain && drain + 10 <= grace;
        assert.equal(found.length === 0, inOrder);
      }),
    );
  });

  it("refuses a stop longer than the node autoscaler waits", () => {
    assert.deepEqual(keys({ terminationGrace: "601s" }), ["gateway.terminationGrace"]);
  });

  it("refuses more replicas than the nodes hold, and says how many nodes would do", () => {
    const { workload, limits } = defaults();
    const scaling = { ...workload.gateway.scaling, max: 100 };
    const [problem] = checkScalingChain(
      { ...workload, gateway: { ...workload.gateway, scaling } },
      limits,
    );
    assert.equal(problem?.key, "gateway.maxReplicas");
    // 6 on each node by memory, less the three that the cluster's own pods displace.
    assert.match(problem.rule, /nodes\.max \(3\): that many nodes hold \d+ replicas/);
    assert.match(problem.fix, /Raise nodes\.max to \d+/);
  });

  it("refuses a replica that no node can hold", () => {
    assert.deepEqual(keys({ memory: "64Gi" }), ["gateway.memory"]);
    assert.deepEqual(keys({ cpu: "64 vCPU" }), ["gateway.memory"]);
  });

  it("refuses a target that a full replica cannot pass", () => {
    const scaling = { ...defaults().workload.gateway.scaling, chatsPerReplica: 100 };
    assert.deepEqual(keys({ scaling }), ["gateway.chatsTarget"]);
  });

  it("wants six function time-outs of queue visibility", () => {
    const { workload, limits } = defaults();
    const functions = { ...workload.functions, queueVisibility: "179s" as const };
    const found = checkScalingChain({ ...workload, functions }, limits);
    assert.deepEqual(
      found.map(({ key }) => key),
      ["functions.queueVisibility"],
    );
    const renewed = { ...limits, renewsQueueLocks: true };
    assert.deepEqual(checkScalingChain({ ...workload, functions }, renewed), []);
  });

  it("holds the largest scale against the model's quota", () => {
    const { workload, limits } = defaults();
    // 6 replicas × 100 chats × 50 tokens a second × 60
    const quota = (tokensPerMinute: number) =>
      checkScalingChain({ ...workload, model: { ...workload.model, tokensPerMinute } }, limits)
        .length;
    assert.equal(quota(1_800_000), 0);
    assert.equal(quota(1_799_999), 1);
  });
});

describe("node capacity", () => {
  it("is what the EKS AMI leaves of a t4g.medium", () => {
    assert.deepEqual(eksNodeCapacity("t4g.medium"), {
      millicores: 1360,
      mebibytes: 2867,
      pods: 9,
    });
  });

  it("is all but what ECS keeps of a machine, and one task for each interface but the first", () => {
    // 7 % less than 8 GiB, and 256 MiB.
    assert.deepEqual(ecsNodeCapacity("m7g.large", false), {
      millicores: 2000,
      mebibytes: 7362,
      pods: 2,
    });
    assert.equal(ecsNodeCapacity("m7g.large", true).pods, 10);
    assert.equal(ecsNodeCapacity("c7g.2xlarge", true).pods, 40);
    assert.equal(ecsNodeCapacity("t4g.xlarge", true).pods, 3);
  });

  it("never packs more than CPU, memory or the pod limit allow", () => {
    const amount = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        amount,
        amount,
        (cpu, memory, pods, podCpu, podMemory) => {
          const fit = podsPerNode(
            { millicores: cpu, mebibytes: memory, pods },
            { millicores: podCpu, mebibytes: podMemory },
          );
          assert.ok(fit <= pods && fit * podCpu <= cpu && fit * podMemory <= memory);
          assert.ok(fit === pods || (fit + 1) * podCpu > cpu || (fit + 1) * podMemory > memory);
        },
      ),
    );
  });
});
