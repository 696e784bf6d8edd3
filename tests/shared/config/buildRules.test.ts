import assert from "node:assert/strict";
import { buildRules, type Files } from "../../../shared/config/buildRules";
import { parseConfig } from "../../../shared/config/parse";
import type { Config } from "../../../shared/config/schema";

function configOf(gateway: object): Config {
  const { config } = parseConfig({
    cloud: "aws",
    gateway: JSON.stringify(gateway),
    kubernetesApi: '{"allowedCidrs":["203.0.113.0/24"]}',
  });
  assert.ok(config);
  return config;
}

describe("the rules of a build", () => {
  const files: Files = {
    isFolder: (path) => path === "app",
    isFile: (path) => path === "app/Dockerfile",
  };
  const keysOf = (gateway: object): string[] =>
    buildRules(configOf(gateway), files).map(({ key }) => key);

  it("ask for a folder, and for the Dockerfile in it", () => {
    assert.deepEqual(keysOf({ build: { context: "app" } }), []);
    assert.deepEqual(keysOf({ build: { context: "ap" } }), ["gateway.build.context"]);
    assert.deepEqual(keysOf({ build: { context: "app", dockerfile: "Dock" } }), [
      "gateway.build.dockerfile",
    ]);
  });

  it("look at no file where nothing is built", () => {
    const refuse = (): never => assert.fail("looked at a file");
    const none: Files = { isFolder: refuse, isFile: refuse };
    assert.deepEqual(buildRules(configOf({ image: "a" }), none), []);
  });
});
