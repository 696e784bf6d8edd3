import { createRequire } from "node:module";
import { resolve } from "node:path";

import { RunError } from "@pulumi/pulumi/errors";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { registerStackTransformation, runInPulumiStack } from "@pulumi/pulumi/runtime/stack";

import { withoutVersionAliases } from "./aliases";
import { FakeCloud } from "./cloud/cloud";
import { toPlan } from "./collect";
import { comparisonOf } from "./comparison";
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
  /**
   * Makes a plan that can be compared with another of the same key: the key of its digests, a random
   * text. Default: none, and no `comparison` in the plan.
   */
  readonly digestKey?: string;
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
  const { projectDir, stack, set, digestKey } = options;
  return inTurn(() => {
    const settings = readStack(projectDir, stack, set, digestKey);
    return planTwice(programOf(projectDir, settings.main), settings, resolve(projectDir), options);
  });
}

/**
 * Plans a program that is a function instead of a file: `planStack` for parts of a program.
 * @param settings the project, the stack and the config that the function finds
 */
export function planProgram(program: () => unknown, settings: StackConfig): Promise<Plan> {
  return inTurn(() => planTwice(program, settings, process.cwd()));
}

function inTurn(plan: () => Promise<Plan>): Promise<Plan> {
  const mine = turn.then(plan);
  turn = mine.catch(() => undefined);
  return mine;
}

function planTwice(
  program: () => unknown,
  settings: StackConfig,
  projectDir: string,
  { digestKey, onPhase }: Pick<PlanOptions, "digestKey" | "onPhase"> = {},
): Promise<Plan> {
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
    const plan = toPlan(settings, projectDir, up, preview);
    if (digestKey === undefined) return plan;
    return { ...plan, comparison: comparisonOf(up, preview, digestKey) };
  });
}

/**
 * The SDK notes a stack trace for each of its thousands of promises and resources, which takes half
 * the time of a pass and is never read here: there is none, and none is followed to the sources. An
 * error that needs its trace is met again in a slower run.
 */
async function withFewTraces<T>(run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  const { sourceMapsEnabled } = process;
  const restore = (): void => {
    Error.stackTraceLimit = stackTraceLimit;
    process.setSourceMapsEnabled(sourceMapsEnabled);
  };
  // Without a limit there is no trace at all; with 0 each error would still be written as a text.
  (Error as { stackTraceLimit: unknown }).stackTraceLimit = undefined;
  process.setSourceMapsEnabled(false);
  try {
    return await run();
  } catch (error) {
    if (error instanceof PlanError || RunError.isInstance(error)) throw error;
    restore();
    await run();
    throw error;
  } finally {
    restore();
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
    const run = (): Promise<unknown> =>
      runInPulumiStack(() => {
        registerStackTransformation(withoutVersionAliases);
        return Promise.resolve().then(program);
      });
    try {
      await runToEnd(run, () => monitor.requests);
    } catch (error) {
      throw monitor.refusal ?? error;
    }
    monitor.seal();
    return monitor;
  });
}
