import assert from "node:assert/strict";
import { input, ofType, only, planOf } from "../support/plans";

const REPOSITORY = "aws:ecr/repository:Repository";
const IMAGE = "gateway.image=registry.example.com/gateway:2";

describe("the registry on AWS", () => {
  it("keeps tags from moving, scans, and encrypts", async () => {
    const plan = await planOf("dev", IMAGE);
    assert.deepEqual(only(plan, REPOSITORY).inputs, {
      encryptionConfigurations: [{ encryptionType: "KMS" }],
      forceDelete: true,
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
      name: "chatscale-dev/gateway",
    });
    assert.match(
      JSON.stringify(plan.outputs["registryUrl"]),
      /\.amazonaws\.com\/chatscale-dev\/gateway"$/,
    );
  });

  it("drops what nobody can return to: images without a tag, and all but the newest", async () => {
    const policy = only(await planOf("dev"), "aws:ecr/lifecyclePolicy:LifecyclePolicy");
    const { rules } = JSON.parse(String(input(policy, "policy"))) as {
      rules: { selection: { tagStatus: string; countNumber: number } }[];
    };
    assert.deepEqual(
      rules.map(({ selection }) => [selection.tagStatus, selection.countNumber]),
      [
        ["untagged", 7],
        ["any", 30],
      ],
    );
  });

  it("is kept in prod, and left out unless it is asked for", async () => {
    const repository = only(await planOf("prod-aws"), REPOSITORY);
    assert.equal(repository.protect, true);
    assert.equal(input(repository, "forceDelete"), false);
    assert.equal(ofType(await planOf("dev", IMAGE, "registry=false"), REPOSITORY).length, 0);
  });
});
