import assert from "node:assert/strict";
import { CHANGES } from "./changes";
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

  for (const name of ["dev", "dev-azure"]) {
    it(`of ${name}'s Kubernetes version replaces nothing, whatever the preview does not know`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        stack.account.forgetful = true;
        await stack.configure("kubernetesVersion=1.37");
        const steps = await stack.preview();
        assert.ok(steps.some((step) => /^update .*[cC]luster/.test(step)));
        assert.deepEqual(
          steps.filter((step) => !step.startsWith("update ")),
          [],
        );
      }));
  }
});
