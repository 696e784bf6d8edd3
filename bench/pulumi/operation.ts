// Run as a process of its own: one operation of the engine on one program, as `compare.ts` asks.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, type PulumiFn } from "@pulumi/pulumi/automation";
import { readStack } from "../../plan/stackFile";
import { IMAGE, workspaceOptions } from "../../tests/e2e/engine/workspace";

export type Operation = "up" | "preview";
export type ProgramName = "empty" | "plain" | "ours";

export interface Asked {
  readonly program: ProgramName;
  readonly operation: Operation;
  readonly stack: string;
  /** The folder of the state; that of `up` for a preview after it. */
  readonly home: string;
  readonly providerPort: number;
  /** The folder of the engine. */
  readonly pulumi: string;
  /** The plan whose resources the plain program registers. */
  readonly planFile: string;
}

export interface Told {
  /** From the call to its end: the engine starts, the program is loaded and runs. */
  readonly milliseconds: number;
  /** On a processor, of this process and the engine: steadier where others work too. */
  readonly cpuMilliseconds: number;
  readonly resources: number;
}

const root = join(__dirname, "..", "..");
const load = createRequire(__filename);

/** Loads nothing before the engine asks for it, as Pulumi's own host does. */
function programOf({ program, planFile }: Asked): PulumiFn {
  switch (program) {
    case "empty":
      return () => Promise.resolve();
    case "plain":
      return () => {
        const { registerPlan } = load("./plain.ts") as typeof import("./plain");
        registerPlan(planFile);
        return Promise.resolve();
      };
    case "ours":
      return () => (load("../../index.ts") as PulumiFn)();
  }
}

async function main(asked: Asked): Promise<Told> {
  const { config, project } = readStack(root, asked.stack, [IMAGE]);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: asked.stack, projectName: project, program: programOf(asked) },
    {
      ...workspaceOptions({ project, home: asked.home, providerPort: asked.providerPort }),
      pulumiCommand: await PulumiCommand.get({ root: asked.pulumi }),
      workDir: asked.home,
    },
  );
  if (asked.operation === "up") {
    const values = Object.entries(config).map(([key, value]) => [key, { value }] as const);
    await stack.setAllConfig(Object.fromEntries(values));
  }
  const started = { time: performance.now(), cpu: cpuMilliseconds() };
  const changes = await counts();
  const took = {
    milliseconds: performance.now() - started.time,
    cpuMilliseconds: cpuMilliseconds() - started.cpu,
  };
  const expected = asked.operation === "up" ? "create" : "same";
  const others = Object.keys(changes).filter((kind) => kind !== expected);
  if (others.length > 0) throw new Error(`error: ${JSON.stringify(changes)}`);
  return { ...took, resources: changes[expected] ?? 0 };

  async function counts(): Promise<Partial<Record<string, number>>> {
    if (asked.operation === "preview") return (await stack.preview()).changeSummary;
    return (await stack.up()).summary.resourceChanges ?? {};
  }
}

/** Length of the kernel's clock tick as programs see it, on every kind of machine (proc(5)). */
const TICK_MILLISECONDS = 10;

/** Of this process and of those that it has waited for; only Linux tells. */
function cpuMilliseconds(): number {
  if (process.platform !== "linux") return Number.NaN;
  // After the name in brackets come the state and ten more fields before these four.
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks * TICK_MILLISECONDS;
}

main(JSON.parse(process.argv[2] ?? "{}") as Asked).then(
  (told) => console.log(JSON.stringify(told)),
  (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
);
