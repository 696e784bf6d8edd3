import assert from "node:assert/strict";
import { listStacks } from "../../../plan/stackFile";
import { PROJECT_DIR } from "../../support/plans";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

describe("on the engine, the stack", () => {
  const pulumi = usePulumi();

  for (const name of listStacks(PROJECT_DIR)) {
    it(`${name} comes up, stays as it is, and goes`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        const { outputs } = await stack.up();
        assert.match(String(outputs["url"]?.value), /^https?:\/\//);
        assert.deepEqual(await stack.preview(), []);
        assert.deepEqual(await stack.refresh(), {});
        assert.deepEqual(await stack.preview(), []);
        await destroy(stack, name.startsWith("prod"), name !== "local");
      }));
  }
});

async function destroy(
  stack: StackUnderTest,
  guarded: boolean,
  ownCluster: boolean,
): Promise<void> {
  if (guarded) {
    const before = stack.account.resources.length;
    await assert.rejects(stack.destroy(), /cannot be deleted\s+because it is protected/);
    assert.equal(stack.account.resources.length, before);
    await stack.unprotect();
  }
  await stack.destroy();
  const { resources, operations } = stack.account;
  const inOurCluster = ({ type }: { readonly type: string }): boolean =>
    ownCluster && type.startsWith("kubernetes:");
  // What is in a cluster goes with it: to call a cluster that is gone would fail.
  assert.deepEqual(
    resources.filter((held) => !inOurCluster(held)).map(({ urn }) => urn),
    [],
  );
  assert.deepEqual(
    operations.filter((operation) => operation.kind === "delete" && inOurCluster(operation)),
    [],
  );
  const { checkpoint } = JSON.parse(stack.state()) as {
    checkpoint: { latest: { resources?: unknown } };
  };
  assert.equal(checkpoint.latest.resources, undefined);
}
