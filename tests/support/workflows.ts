import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_DIR } from "./plans";

export interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly "timeout-minutes"?: number;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Job["concurrency"];
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(PROJECT_DIR, ".github", "workflows");

/** The composite action that signs a job in. */
export const STACK_ACTION = join(PROJECT_DIR, ".github", "actions", "stack", "action.yml");

/** Names of the files of all workflows. */
export function workflows(): string[] {
  return readdirSync(FOLDER).sort();
}

export function workflowText(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

export function workflow(name: string): Workflow {
  return parse(workflowText(name)) as Workflow;
}

/** All steps of a workflow, or those of the composite action by the name "action.yml". */
export function stepsIn(name: string): readonly Step[] {
  if (name === "action.yml") {
    const { runs } = parse(readFileSync(STACK_ACTION, "utf8")) as { runs: { steps: Step[] } };
    return runs.steps;
  }
  return Object.values(workflow(name).jobs).flatMap((job) => job.steps ?? []);
}
