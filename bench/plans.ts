import { existsSync } from "node:fs";
import { join } from "node:path";

import { hostCases } from "./hosts";
import type { Part } from "./parts";
import { interleave, median, root, runNode, type Result } from "./processes";

/** What a plan may cost, in multiples of an empty Pulumi program. */
const AIMS = { time: 2, memory: 1.5 };

/** Loads TypeScript as cli/run.mjs does. */
const loader = ["--import", "./cli/typescript.mjs"];

/** Measures whole processes: the offline plans, and previews under the engine. */
export async function benchPlans(rounds: number): Promise<void> {
  const stacks = ["dev", "dev-azure"].filter((stack) => existsSync(join(root, stackFile(stack))));
  await comparePlans(stacks, rounds);
  for (const stack of stacks) await showParts(stack, rounds);
  for (const stack of stacks) await compareHosts(stack, rounds);
}

async function comparePlans(stacks: readonly string[], rounds: number): Promise<void> {
  console.log("\nOffline plans, and a Pulumi program without a resource in the same harness");
  const [empty, ...plans] = await interleave(
    [
      { name: "empty program", run: () => runNode([...loader, "bench/empty/plan.ts"]) },
      ...stacks.map((stack) => ({
        name: `plan --stack ${stack}`,
        run: () => runNode(["cli/run.mjs", "plan", "--stack", stack]),
      })),
    ],
    rounds,
  );
  if (empty === undefined) return;
  printResult(empty);
  for (const plan of plans) {
    const time = ratio(plan.milliseconds / empty.milliseconds, AIMS.time);
    const memory = ratio(plan.megabytes / empty.megabytes, AIMS.memory);
    printResult(plan, `time ${time}, memory ${memory}`);
  }
}

async function showParts(stack: string, rounds: number): Promise<void> {
  console.log(`\nWhere the time of a plan of ${stack} goes`);
  const run = () => runNode([...loader, "bench/parts.ts", stack]);
  const [result] = await interleave([{ name: stack, run }], rounds);
  if (result === undefined) return;
  if (result.error !== undefined) {
    printResult(result);
    return;
  }
  const samples = result.samples.map(({ stdout }) => JSON.parse(stdout) as Part[]);
  samples[0]?.forEach(({ name }, index) => {
    const times = samples.flatMap((parts) => parts[index]?.milliseconds ?? []);
    print(name, milliseconds(median(times)));
  });
}

async function compareHosts(stack: string, rounds: number): Promise<void> {
  console.log(`\nA preview of ${stack} under the engine, by the runtime options of Pulumi.yaml`);
  for (const result of await interleave(hostCases(stack), rounds)) printResult(result);
}

function printResult(result: Result, note = ""): void {
  if (result.error !== undefined) {
    print(result.name, `fails: ${result.error}`);
    return;
  }
  const memory = `${result.megabytes.toFixed(0).padStart(4)} MB`;
  const cpu = `${milliseconds(result.cpuMilliseconds)} CPU`;
  print(result.name, `${milliseconds(result.milliseconds)} ${cpu} ${memory}  ${note}`.trimEnd());
}

function print(name: string, text: string): void {
  console.log(`  ${name.padEnd(42)} ${text}`);
}

function milliseconds(value: number): string {
  return `${value.toFixed(0).padStart(6)} ms`;
}

function ratio(value: number, aim: number): string {
  return `${value.toFixed(2)} × (aim ${aim} ×${value <= aim ? "" : ": missed"})`;
}

function stackFile(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}
