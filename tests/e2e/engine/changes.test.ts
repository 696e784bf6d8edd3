import assert from "node:assert/strict";
import { CHANGES, FOUNDATIONS, UNSURE, UPGRADES } from "./changes";
import { Differ, operationsOf } from "./differ";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

describe("on the engine, an everyday change", () => {
  const pulumi = usePulumi();

  for (const [name, changes] of Object.entries(CHANGES)) {
    it(`of ${name} plans what the table says`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const differ = await Differ.from(name, []);
        const planned: Record<string, readonly string[]> = {};
        for (const { set } of changes) {
          await stack.configure(...set);
          const steps = await stack.preview();
          assert.deepEqual(await differ.operations(set), operationsOf(steps), set.join(" "));
          planned[set.join(" ")] = steps.sort();
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
        const planned = await stack.preview();
        const differ = await Differ.from(name, ["kubernetesVersion=1.35"]);
        assert.deepEqual(
          await differ.operations(["kubernetesVersion=1.36"]),
          operationsOf(planned),
        );
        assert.deepEqual(planned.sort(), [...steps].sort());
        stack.account.forgetful = true;
        const isMore = (step: string): boolean => !step.startsWith("update ");
        const unsure = await stack.preview();
        assert.deepEqual(unsure.filter(isMore).sort(), UNSURE[name] ?? []);
        assert.deepEqual((await stack.up()).steps.filter(isMore), []);
      }));
  }

  for (const [name, changes] of Object.entries(FOUNDATIONS)) {
    it(`of what ${name} stands on plans what \`npm run diff\` says`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        await stack.up();
        const differ = await Differ.from(name, []);
        for (const set of changes) {
          await stack.configure(...set);
          const planned = operationsOf(await stack.preview());
          assert.deepEqual(await differ.operations(set), planned, set.join(" "));
          assert.ok(planned.length > 0, set.join(" "));
        }
      }));
  }
});
