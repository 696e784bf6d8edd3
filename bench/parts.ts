// Run as a process of its own: plans one stack step by step and prints what each step took.
import { join } from "node:path";

export interface Part {
  readonly name: string;
  readonly milliseconds: number;
}

const root = join(__dirname, "..");
const parts: Part[] = [];
// The clock starts with the process, so the first step begins at zero.
let last = performance.getEntriesByName("node started")[0]?.startTime ?? 0;
parts.push({ name: "Node starts", milliseconds: last });

function done(name: string): void {
  const now = performance.now();
  parts.push({ name, milliseconds: now - last });
  last = now;
}

async function load(file: string): Promise<void> {
  await import(file);
}

async function main(stack: string): Promise<void> {
  done("the TypeScript loader starts");
  await load("@pulumi/pulumi");
  done("@pulumi/pulumi loads");
  const { planStack } = await import("../plan/run.js");
  const { planTree } = await import("../plan/tree.js");
  const { readStack } = await import("../plan/stackFile.js");
  done("the planner's modules load");
  const { project, config } = readStack(root, stack);
  await load(join(root, "index.ts"));
  done("index.ts and shared/ load");
  await load(join(root, config[`${project}:cloud`] ?? "", "index.ts"));
  done("the cloud's folder and its SDK load");
  const plan = await planStack({
    projectDir: root,
    stack,
    onPhase: (phase) => done(`the program runs (${phase})`),
  });
  done("the plan is put together");
  planTree(plan, { width: 80, colour: false });
  done("the plan is rendered");
  console.log(JSON.stringify(parts));
}

void main(process.argv[2] ?? "dev");
