import assert from "node:assert/strict";
import fc from "fast-check";
import { cpuTargetRules } from "../../../shared/config/cpuTargetRules";
import { parseConfig } from "../../../shared/config/parse";

const CLUSTER = { kubernetesApi: JSON.stringify({ allowedCidrs: ["203.0.113.0/24"] }) };

function found(
  gateway: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = CLUSTER,
) {
  const { config, problems } = parseConfig({
    cloud: "aws",
    gateway: JSON.stringify(gateway),
    ...more,
  });
  assert.ok(config, JSON.stringify(problems));
  return cpuTargetRules(config);
}

describe("the target of CPU use", () => {
  for (const size of ["dev", "prod"]) {
    for (const cloud of ["aws", "azure"]) {
      it(`is passed by a full replica of the defaults: ${size} on ${cloud}`, () => {
        assert.deepEqual(found({}, { ...CLUSTER, size, cloud }), []);
      });
    }
  }

  it("is refused where chats would be refused before it is reached, with what would do", () => {
    assert.deepEqual(found({ cpu: "0.4 vCPU", cpuTarget: 50 }), []);
    assert.deepEqual(found({ cpu: "0.4 vCPU", cpuTarget: 51 }), [
      {
        key: "gateway.cpuTarget",
        value: "51",
        rule: "must be at most 50: 100 chats of 50 tokens a second take about 200m of 0.4 vCPU, so that chats would be refused before a replica is added",
        fix: "Set gateway.cpuTarget to 40, lower gateway.cpu, or raise gateway.concurrentChats.",
      },
    ]);
    const slow = { ...CLUSTER, model: JSON.stringify({ tokensPerSecond: 10 }) };
    assert.equal(found({}, slow)[0]?.rule.slice(0, 21), "must be at most 16: 1");
  });

  it("is nobody's business where chats are counted, or the image is another one", () => {
    const far = { cpu: "2 vCPU", cpuTarget: 90 };
    assert.equal(found(far).length, 1);
    assert.deepEqual(found(far, { runtime: "ecs" }), []);
    assert.deepEqual(found({ ...far, image: "gateway:1" }), []);
    assert.deepEqual(found({ ...far, build: { context: "tests" } }), []);
  });

  it("is right once the fix is taken", () => {
    const gateway = fc.record({
      cpu: fc.constantFrom("0.25 vCPU", "0.5 vCPU", "1 vCPU"),
      cpuTarget: fc.integer({ min: 1, max: 100 }),
      concurrentChats: fc.integer({ min: 20, max: 400 }),
    });
    fc.assert(
      fc.property(gateway, (values) => {
        const [problem] = found(values);
        const fix = /to (\d+),/.exec(problem?.fix ?? "")?.[1];
        if (fix !== undefined) assert.deepEqual(found({ ...values, cpuTarget: Number(fix) }), []);
      }),
    );
  });
});
