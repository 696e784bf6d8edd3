import assert from "node:assert/strict";

import { sourceOf, type StackFile } from "../../../compare/options/deployments";
import { parseConfig } from "../../../shared/config/parse";

const API = '{"allowedCidrs":["203.0.113.0/24"]}';

function file(name: string, texts: Readonly<Record<string, string>>): StackFile {
  const { config, problems } = parseConfig(texts);
  assert.deepEqual(problems, []);
  return { name, config: config! };
}

describe("the choice of a stack file", () => {
  const eks = file("dev", { cloud: "aws", kubernetesApi: API });
  const ecs = file("dev-ecs", { cloud: "aws", runtime: "ecs" });
  const aks = file("dev-azure", { cloud: "azure", kubernetesApi: API });
  const prod = file("prod-azure", { cloud: "azure", size: "prod", kubernetesApi: API });

  it("takes the stack of the platform, with functions turned on", () => {
    const source = sourceOf("ecs", [eks, ecs], [aks]);
    assert.equal(source?.stack, "dev-ecs");
    assert.deepEqual(source.set, [
      "functions.enabled=true",
      'functions.callbackHosts=["hooks.example.com"]',
    ]);
  });

  it("takes the given stack of the same cloud before one that only happens to be there", () => {
    const source = sourceOf("ecs", [eks], [ecs]);
    assert.equal(source?.stack, "dev");
    assert.ok(source.set.includes("runtime=ecs") && source.set.includes("kubernetesApi="));
    const other = sourceOf("eks", [ecs], [eks]);
    assert.equal(other?.stack, "dev-ecs");
    assert.ok(other.set.includes("runtime=eks"));
  });

  it("takes the other cloud's stack of the same size, or none", () => {
    assert.equal(sourceOf("aks", [eks], [prod, aks])?.stack, "dev-azure");
    assert.equal(sourceOf("eks", [aks], [eks])?.stack, "dev");
    assert.equal(sourceOf("aks", [eks], [prod]), undefined);
  });
});
