import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import { readStack } from "../../plan/stackFile";
import { Account } from "../../tests/e2e/engine/account";
import { TestProvider } from "../../tests/e2e/engine/provider";
import { pulumiRoot } from "../../tests/e2e/engine/pulumi";
import { IMAGE } from "../../tests/e2e/engine/workspace";
import { median, root, runNode } from "../processes";
import type { Asked, Operation, ProgramName, Told } from "./operation";

const STACK = "dev";

/** What our program may take, in multiples of a plain one. */
const AIM = 1.3;

const OPERATIONS: readonly Operation[] = ["up", "preview"];

/** What one program took in one round. */
type Round = Readonly<Record<Operation, Told>>;

/**
 * Measures `up`, and a preview without a change, on the real engine with the providers of the tests:
 * an empty program, a plain one with the same resources, and ours, in turn in each round.
 */
export async function benchEngine(rounds: number): Promise<void> {
  const pulumi = await pulumiRoot();
  const home = mkdtempSync(join(tmpdir(), "chatscale-bench-"));
  try {
    const plan = await planStack({ projectDir: root, stack: STACK, set: [IMAGE] });
    const planFile = join(home, "plan.json");
    writeFileSync(planFile, JSON.stringify(plan));
    const shared = { pulumi, planFile, stack: STACK };
    const samples: Record<ProgramName, Round[]> = { empty: [], plain: [], ours: [] };
    // The round before the first fills the caches and does not count.
    for (let round = 0; round <= rounds; round += 1) {
      for (const program of Object.keys(samples) as ProgramName[]) {
        const told = await measure({ ...shared, program });
        if (round > 0) samples[program].push(told);
      }
    }
    show(samples);
  } finally {
    rmSync(home, { recursive: true });
  }
}

type Case = Omit<Asked, "home" | "operation" | "providerPort">;

/** A new stack: `up`, then a preview that must find nothing to do. */
async function measure(shared: Case): Promise<Round> {
  const provider = await TestProvider.start(new Account(readStack(root, STACK, [IMAGE])));
  const home = mkdtempSync(join(tmpdir(), "chatscale-bench-"));
  try {
    const asked = { ...shared, home, providerPort: provider.port };
    const up = await run({ ...asked, operation: "up" });
    const preview = await run({ ...asked, operation: "preview" });
    return { up, preview };
  } finally {
    provider.stop();
    rmSync(home, { recursive: true });
  }
}

/** Each in a process of its own, so that the program and its SDKs are loaded, as Pulumi does. */
async function run(asked: Asked): Promise<Told> {
  const args = ["--import", "./cli/typescript.mjs", "bench/pulumi/operation.ts"];
  const { stdout, error } = await runNode([...args, JSON.stringify(asked)]);
  if (error !== undefined) throw new Error(`${asked.operation} of ${asked.program}: ${error}`);
  return JSON.parse(stdout) as Told;
}

function show(samples: Readonly<Record<ProgramName, readonly Round[]>>): void {
  for (const operation of OPERATIONS) {
    const what = operation === "up" ? "up" : "preview without a change";
    console.log(`\nOn the real engine with the providers of the tests: ${what}`);
    for (const [program, rounds] of Object.entries(samples) as [ProgramName, Round[]][]) {
      const of = (key: keyof Told): number => median(rounds.map((round) => round[operation][key]));
      const title = `${TITLES[program]}, ${of("resources")} resources`;
      const [time, cpu] = [of("milliseconds"), of("cpuMilliseconds")].map((value) =>
        `${value.toFixed(0)} ms`.padStart(9),
      );
      console.log(`  ${title.padEnd(42)} ${time} ${cpu} CPU`);
    }
    for (const other of ["empty", "plain"] as const) {
      const [time = 0, cpu = 0] = (["milliseconds", "cpuMilliseconds"] as const).map((key) =>
        ratio(samples.ours, samples[other], (round) => round[operation][key]),
      );
      const missed = time > AIM ? ": missed" : "";
      const aim = other === "plain" ? ` (aim ${AIM} ×${missed})` : "";
      console.log(`  ours to ${other} ${time.toFixed(2)} ×${aim}, CPU ${cpu.toFixed(2)} ×`);
    }
  }
}

const TITLES: Readonly<Record<ProgramName, string>> = {
  empty: "empty program",
  plain: "plain program",
  ours: `ours, stack ${STACK}`,
};

/** The median of the ratios of each round, whose programs ran close to each other. */
function ratio(
  ours: readonly Round[],
  others: readonly Round[],
  of: (round: Round) => number,
): number {
  return median(
    ours.flatMap((round, index) => {
      const other = others[index];
      return other ? [of(round) / of(other)] : [];
    }),
  );
}
