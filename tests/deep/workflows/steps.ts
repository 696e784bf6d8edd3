import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { stepsIn } from "../../support/workflows";
import { PROJECT_DIR } from "../../support/plans";

/** The script of a workflow's step. */
export function scriptOf(workflow: string, name: string): string {
  const script = stepsIn(workflow).find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`${workflow} has no step "${name}"`);
  return script;
}

/** The names of all steps of a workflow that run a script. */
export function scriptsIn(workflow: string): string[] {
  return stepsIn(workflow).flatMap(({ name = "", run }) => (run === undefined ? [] : [name]));
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a step's script as GitHub does, `bash -e`, with programs of the test's before all others, in a
 * folder that has the project's pipelines and nothing else of it.
 */
export function runScript(
  script: string,
  folder: string,
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Ran {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const pipelines = join(folder, "pipelines");
  if (!existsSync(pipelines)) symlinkSync(join(PROJECT_DIR, "pipelines"), pipelines);
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

/** Skips a suite where a program is missing that its scripts call; never in CI. */
export function needs(...programs: readonly string[]): void {
  before(function () {
    const without = missing(...programs);
    if (without.length === 0) return;
    if (process.env["CI"] !== undefined) throw new Error(`missing: ${without.join(", ")}`);
    process.stderr.write(`chatscale: skipped: ${without.join(", ")} is not on the PATH\n`);
    this.skip();
  });
}

/** The programs of these that are not on the PATH. */
function missing(...programs: readonly string[]): string[] {
  return programs.filter((program) => {
    try {
      execFileSync(program, ["--help"], { stdio: "ignore" });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT";
    }
  });
}

interface GitLabJob {
  readonly extends?: string;
  readonly id_tokens?: object;
  readonly script?: readonly string[];
  readonly rules: readonly { readonly if: string; readonly when?: string }[];
  readonly environment?: { readonly on_stop?: string; readonly action?: string };
  readonly resource_group?: string;
}

/** The jobs of the template for GitLab, each with what it extends. */
export function gitlabJobs(): Readonly<Record<string, GitLabJob>> {
  const file = join(PROJECT_DIR, "pipelines", "gitlab", "chatscale.gitlab-ci.yml");
  const [, document] = parseAllDocuments(readFileSync(file, "utf8"));
  const all = document?.toJS() as Readonly<Record<string, GitLabJob>>;
  const whole = (job: GitLabJob): GitLabJob =>
    job.extends === undefined ? job : { ...whole(all[job.extends]!), ...job };
  const jobs = Object.entries(all).filter(([name]) => name !== "stages" && !name.startsWith("."));
  return Object.fromEntries(jobs.map(([name, job]) => [name, whole(job)]));
}

/** What a job of it runs, as one script. */
export function gitlabScript(name: string): string {
  const script = gitlabJobs()[name]?.script;
  if (script === undefined) throw new Error(`the template has no job "${name}" with a script`);
  return script.join("\n");
}
