import { listStacks } from "../plan/stackFile";
import { interleave, root, runNode } from "./processes";

/** What a diff may take, in multiples of one plan per stack and side, one after the other. */
const AIM = 2.5;

/** Measures `npm run diff` over all stacks beside the plans that it needs at the least. */
export async function benchDiff(rounds: number): Promise<void> {
  console.log("\nA diff of HEAD with the working tree, and one plan per stack and side");
  const stacks = listStacks(root);
  const [diff, ...plans] = await interleave(
    [
      { name: "diff", run: () => runNode(["cli/run.mjs", "diff", "--base", "HEAD"]) },
      ...stacks.map((stack) => ({
        name: `plan --stack ${stack}`,
        run: () => runNode(["cli/run.mjs", "plan", "--json", "--stack", stack]),
      })),
    ],
    rounds,
  );
  if (diff === undefined) return;
  const failed = [diff, ...plans].find(({ error }) => error !== undefined);
  if (failed) {
    console.log(`  ${failed.name} fails: ${failed.error ?? ""}`);
    return;
  }
  const sides = 2 * plans.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const ratio = diff.milliseconds / sides;
  console.log(`  ${"diff".padEnd(42)} ${diff.milliseconds.toFixed(0).padStart(6)} ms`);
  console.log(`  ${"its plans, one by one".padEnd(42)} ${sides.toFixed(0).padStart(6)} ms`);
  const missed = ratio <= AIM ? "" : ": missed";
  console.log(`  ${"ratio".padEnd(42)} ${ratio.toFixed(2).padStart(6)} × (aim ${AIM} ×${missed})`);
}
