import { createRequire } from "node:module";
import { resolve } from "node:path";

import { RunError } from "@pulumi/pulumi/errors";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";

import { FakeCloud } from "./cloud/cloud";
import { toPlan } from "./collect";
import { PlanError } from "./errors";
import { PlanMonitor } from "./monitor";
import { withLocalStorage } from "./sdk";
import { runToEnd } from "./settle";
import { readStack, type StackConfig } from "./stackFile";
import type { Plan } from "./types";

export interface PlanOptions {
  /** The folder of Pulumi.yaml. */
  readonly projectDir: string;
  /** The name of a stack that has a file `Pulumi.<stack>.yaml`. */
  readonly stack: string;
  /** Overrides of config values, `key=value` each. Default: none. */
  readonly set?: readonly string[];
  /** Told how long each part took, in milliseconds. */
  readonly onPhase?: (phase: "up" | "preview", milliseconds: number) => void;
}

/** Plans take turns: the handling of unhandled errors belongs to the whole process. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * What `pulumi up` would create for a stack, found by running the real program without a cloud.
 * @throws StackFileError for the stack's name, file or overrides; PlanError for a plan that cannot
 * be complete; and any error of the program itself, unchanged.
 */
export function planStack(options: PlanOptions): Promise<Plan> {
  const plan = turn.then(() => planNow(options));
  turn = plan.catch(() => undefined);
  return plan;
}

async function planNow({ projectDir, stack, set, onPhase }: PlanOptions): Promise<Plan> {
  const settings = readStack(projectDir, stack, set);
  const program = programOf(projectDir, settings.main);
  const pass = async (phase: "up" | "preview"): Promise<PlanMonitor> => {
    const started = performance.now();
    const monitor = await runPass(program, settings, phase === "preview");
    onPhase?.(phase, performance.now() - started);
    return monitor;
  };
  return withFewTraces(async () => {
    // The second pass exists only to learn what a first preview would not know.
    const up = await pass("up");
    const preview = await pass("preview");
    return toPlan(settings, resolve(projectDir), up, preview);
  });
}

/**
 * The SDK notes a stack trace for each of its thousands of promises, which takes half the time of
 * a pass and is never read here. An error that needs its trace is met again in a slower run.
 */
async function withFewTraces<T>(run: () => Promise<T>): Promise<T> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } catch (error) {
    if (error instanceof PlanError || RunError.isInstance(error)) throw error;
    Error.stackTraceLimit = limit;
    await run();
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The program as the engine's Node host runs it: what the file exports, called if a function. */
function programOf(projectDir: string, main: string): () => unknown {
  const load = createRequire(resolve(projectDir, "Pulumi.yaml"));
  const file = resolve(projectDir, main);
  return () => {
    const program: unknown = load(file);
    return typeof program === "function" ? (program as () => unknown)() : program;
  };
}

function runPass(
  program: () => unknown,
  settings: StackConfig,
  preview: boolean,
): Promise<PlanMonitor> {
  return withLocalStorage(async () => {
    const monitor = new PlanMonitor(settings, new FakeCloud(settings), preview);
    setMockOptions(monitor, settings.project, settings.stack, preview, "organization");
    setAllConfig({ ...settings.config }, [...settings.secretKeys]);
    const run = (): Promise<unknown> => runInPulumiStack(() => Promise.resolve().then(program));
    await runToEnd(run, () => monitor.requests);
    monitor.seal();
    return monitor;
  });
}
