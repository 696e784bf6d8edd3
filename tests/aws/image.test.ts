import assert from "node:assert/strict";
import { buildTag } from "../../shared/buildContext";
import type { Plan } from "../../plan/types";
import { input, ofType, only, output, planOf } from "../support/plans";

const IMAGE = "docker-build:index:Image";
const REPOSITORY = "aws:ecr/repository:Repository";
const CONTEXT = "tests/aws/fixtures/image";
const BUILD = ["gateway.image=", `gateway.build={"context":"${CONTEXT}"}`];

describe("an image that the program builds for AWS", () => {
  let eks: Plan;
  let ecs: Plan;

  before(async () => {
    eks = await planOf("dev", ...BUILD);
    ecs = await planOf("dev-ecs", ...BUILD);
  });

  it("is built for Graviton at `pulumi up` only, and pushed to the stack's registry", () => {
    const image = only(eks, IMAGE);
    const url = output(eks, "registryUrl");
    const tag = buildTag(
      { kind: "build", context: CONTEXT, dockerfile: "Dockerfile" },
      "linux/arm64",
    );
    assert.deepEqual(image.inputs, {
      buildOnPreview: false,
      context: { location: CONTEXT },
      dockerfile: { location: `${CONTEXT}/Dockerfile` },
      network: "default",
      platforms: ["linux/arm64"],
      push: true,
      registries: [{ address: url, username: "AWS", password: "[secret]" }],
      tags: [`${url}:${tag}`],
    });
    assert.ok(image.dependsOn.includes(only(eks, REPOSITORY).urn));
  });

  it("runs by its digest, on EKS and on ECS", () => {
    const byDigest = /\/gateway:build-[0-9a-f]{16}@sha256:[0-9a-f]{64}$/;
    const pod = only(eks, "kubernetes:apps/v1:Deployment", "chatscale-dev-gateway");
    assert.match(String(input(pod, "spec.template.spec.containers.0.image")), byDigest);
    assert.ok(pod.dependsOn.includes(only(eks, IMAGE).urn));
    const task = only(ecs, "aws:ecs/taskDefinition:TaskDefinition");
    const [container] = JSON.parse(String(input(task, "containerDefinitions"))) as {
      image: string;
    }[];
    assert.match(container?.image ?? "", byDigest);
  });

  it("may be pushed again, while all other tags of the registry stay where they are", () => {
    const repository = only(eks, REPOSITORY);
    assert.equal(input(repository, "imageTagMutability"), "IMMUTABLE_WITH_EXCLUSION");
    assert.deepEqual(input(repository, "imageTagMutabilityExclusionFilters"), [
      { filter: "build-*", filterType: "WILDCARD" },
    ]);
  });

  it("is not built where an image is given", async () => {
    const plan = await planOf("dev", "gateway.image=registry.example.com/gateway:2");
    assert.equal(ofType(plan, IMAGE).length, 0);
    assert.equal(input(only(plan, REPOSITORY), "imageTagMutability"), "IMMUTABLE");
  });

  it("is that of this repository where neither is said", async () => {
    const build = only(await planOf("dev"), IMAGE);
    assert.deepEqual(input(build, "context"), { location: "app" });
    assert.deepEqual(input(build, "dockerfile"), { location: "app/Dockerfile" });
  });

  it("is refused where its folder or its Dockerfile is missing", async () => {
    const build = (value: object) =>
      planOf("dev", "gateway.image=", `gateway.build=${JSON.stringify(value)}`);
    await assert.rejects(build({ context: "missing" }), /gateway\.build\.context: missing/);
    await assert.rejects(
      build({ context: CONTEXT, dockerfile: "Missing" }),
      /gateway\.build\.dockerfile: Missing/,
    );
  });
});
