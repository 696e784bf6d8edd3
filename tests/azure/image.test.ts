import assert from "node:assert/strict";
import { buildTag } from "../../shared/buildContext";
import type { Plan } from "../../plan/types";
import { input, ofType, only, output, planOf } from "../support/plans";

const IMAGE = "docker-build:index:Image";
const ROLE = "azure-native:authorization:RoleAssignment";
const PUSH = "chatscale-dev-azure-push";
const CONTEXT = "tests/aws/fixtures/image";
const BUILD = ["gateway.image=", `gateway.build={"context":"${CONTEXT}"}`];

describe("an image that the program builds for Azure", () => {
  let plan: Plan;

  before(async () => {
    plan = await planOf("dev-azure", ...BUILD);
  });

  it("is built for the nodes' machines at `pulumi up` only, and pushed as Docker is signed in", () => {
    const image = only(plan, IMAGE);
    const url = output(plan, "registryUrl");
    const source = { kind: "build", context: CONTEXT, dockerfile: "Dockerfile" } as const;
    assert.deepEqual(image.inputs, {
      buildOnPreview: false,
      context: { location: CONTEXT },
      dockerfile: { location: `${CONTEXT}/Dockerfile` },
      network: "default",
      platforms: ["linux/arm64"],
      push: true,
      tags: [`${url}:${buildTag(source, "linux/arm64")}`],
    });
    assert.match(url, /^chatscaledevazure[a-z0-9]{6}\.azurecr\.io\/gateway$/);
  });

  it("is built for other machines where the nodes are others", async () => {
    const other = await planOf("dev-azure", ...BUILD, "nodes.vmSize=Standard_D2s_v5");
    const image = only(other, IMAGE);
    assert.deepEqual(input(image, "platforms"), ["linux/amd64"]);
    assert.notDeepEqual(input(image, "tags"), input(only(plan, IMAGE), "tags"));
  });

  it("runs by its digest", () => {
    const pod = only(plan, "kubernetes:apps/v1:Deployment", "chatscale-dev-azure-gateway");
    assert.match(
      String(input(pod, "spec.template.spec.containers.0.image")),
      /\/gateway:build-[0-9a-f]{16}@sha256:[0-9a-f]{64}$/,
    );
    assert.ok(pod.dependsOn.includes(only(plan, IMAGE).urn));
  });

  it("is pushed by the deployer, whom the registry lets push only then", async () => {
    const role = only(plan, ROLE, PUSH);
    assert.equal(input(role, "principalId"), "33333333-3333-3333-3333-333333333333");
    assert.equal(input(role, "principalType"), "User");
    assert.match(
      String(input(role, "scope")),
      /\/Microsoft\.ContainerRegistry\/registries\/[^/]+$/,
    );
    assert.match(
      String(input(role, "roleDefinitionId")),
      /\/8311e382-0749-4cb8-b61a-304f252e45ec$/,
    );
    assert.ok(only(plan, IMAGE).dependsOn.includes(role.urn));
    const given = await planOf("dev-azure", "gateway.image=registry.example.com/gateway:2");
    assert.ok(!ofType(given, ROLE).some(({ name }) => name === PUSH));
    assert.equal(ofType(given, IMAGE).length, 0);
  });

  it("needs a registry to be pushed to", async () => {
    await assert.rejects(planOf("dev-azure", ...BUILD, "registry=false"), /registry: false/);
  });
});
