import assert from "node:assert/strict";
import { kubernetesRules } from "../../../shared/config/kubernetesRules";
import { parseConfig } from "../../../shared/config/parse";
import { INSTANCE_TYPES } from "../../../shared/machines";

function found(values: Record<string, string>) {
  const { config, problems } = parseConfig({
    gateway: JSON.stringify({ image: "gateway:1" }),
    ...values,
  });
  assert.ok(config);
  return [...problems, ...kubernetesRules(config)];
}

const API = { kubernetesApi: JSON.stringify({ allowedCidrs: ["203.0.113.0/24"] }) };

describe("the rule of the Kubernetes version", () => {
  for (const cloud of ["aws", "azure"]) {
    it(`takes the versions in standard support on ${cloud}, the default among them`, () => {
      assert.deepEqual(found({ cloud, ...API }), []);
      for (const kubernetesVersion of ["1.34", "1.35", "1.36"]) {
        assert.deepEqual(found({ cloud, kubernetesVersion, ...API }), []);
      }
    });

    it(`refuses versions that are too old or do not exist on ${cloud}`, () => {
      for (const kubernetesVersion of ["1.29", "1.33", "1.37", "1.99"]) {
        assert.deepEqual(found({ cloud, kubernetesVersion, ...API }), [
          {
            key: "kubernetesVersion",
            value: kubernetesVersion,
            rule: "must be from 1.34 to 1.36, the versions in standard support of the cloud",
            fix: 'Set it to "1.36", or to "1.34" or more.',
          },
        ]);
      }
    });
  }

  it("asks nothing of a stack without Kubernetes", () => {
    assert.deepEqual(found({ cloud: "aws", runtime: "ecs" }), []);
  });
});

describe("the machines that a stack on AWS can choose", () => {
  it("are of the one architecture that its images and machine images are for", () => {
    for (const [name, { architecture }] of Object.entries(INSTANCE_TYPES)) {
      assert.equal(architecture, "arm64", name);
      assert.match(name, /^[a-z]\dg\./, name);
    }
  });

  it("are refused by name when they are of another", () => {
    const nodes = JSON.stringify({ instanceType: "m7i.large" });
    const [problem, ...others] = found({ cloud: "aws", ...API, nodes });
    assert.equal(problem?.key, "nodes.instanceType");
    assert.match(problem.rule, /must be one of: t4g\.medium/);
    assert.deepEqual(others, []);
  });
});
