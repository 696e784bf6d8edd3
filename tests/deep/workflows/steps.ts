import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_DIR } from "../../support/plans";

interface Step {
  readonly name?: string;
  readonly run?: string;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** The script of a workflow's step. */
export function scriptOf(workflow: string, name: string): string {
  const file = join(PROJECT_DIR, ".github", "workflows", workflow);
  const { jobs } = parse(readFileSync(file, "utf8")) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const script = steps.find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`${workflow} has no step "${name}"`);
  return script;
}

/** The names of all steps of a workflow that run a script. */
export function scriptsIn(workflow: string): string[] {
  const file = join(PROJECT_DIR, ".github", "workflows", workflow);
  const { jobs } = parse(readFileSync(file, "utf8")) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ name = "", run }) => (run === undefined ? [] : [name]));
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a step's script as GitHub does, `bash -e`, with programs of the test's before all others. */
export function runScript(
  script: string,
  folder: string,
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Ran {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(folder, "step.sh"), script);
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "step.sh"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...env, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
  });
  return { code: status, stdout, stderr };
}

/** The programs of these that are not on the PATH. */
export function missing(...programs: readonly string[]): string[] {
  return programs.filter((program) => {
    try {
      execFileSync(program, ["--help"], { stdio: "ignore" });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT";
    }
  });
}
