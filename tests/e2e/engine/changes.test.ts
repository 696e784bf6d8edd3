import assert from "node:assert/strict";
import { CHANGES, UPGRADES } from "./changes";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

describe("on the engine, an everyday change", () => {
  const pulumi = usePulumi();

  for (const [name, changes] of Object.entries(CHANGES)) {
    it(`of ${name} plans what the table says`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const planned: Record<string, readonly string[]> = {};
        for (const { set } of changes) {
          await stack.configure(...set);
          planned[set.join(" ")] = (await stack.preview()).sort();
        }
        assert.deepEqual(
          planned,
          Object.fromEntries(changes.map(({ set, steps }) => [set.join(" "), [...steps].sort()])),
        );
      }));
  }

  for (const [name, steps] of Object.entries(UPGRADES)) {
    it(`of ${name}'s Kubernetes version replaces nothing, whatever the preview does not know`, () =>
      StackUnderTest.use(pulumi(), name, ["kubernetesVersion=1.35"], async (stack) => {
        await stack.up();
        await stack.configure("kubernetesVersion=1.36");
        assert.deepEqual((await stack.preview()).sort(), [...steps].sort());
        stack.account.forgetful = true;
        const unsure = await stack.preview();
        assert.deepEqual(
          unsure.filter((step) => !step.startsWith("update ")),
          [],
        );
      }));
  }
});
