import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import type { Outcome } from "../../diff/stack";
import { messageOf } from "../../plan/errors";
import { listStacks } from "../../plan/stackFile";
import type { Plan } from "../../plan/types";
import { DIGEST_KEY } from "../plan";

/** The stacks of a checked out project, and its folder. */
export interface Job {
  readonly folder: string;
  readonly stacks: readonly string[];
}

/** Plans at once: each is a process that keeps a processor busy, and takes some 300 MB. */
const AT_ONCE = Math.min(4, availableParallelism());

/** Lines of a plan's error that are worth showing. */
const MOST_LINES = 20;

/** Names of the stacks of a project; none where the project is not there yet. */
export function stacksOf(folder: string): string[] {
  try {
    return listStacks(folder);
  } catch {
    return [];
  }
}

/**
 * Plans stacks of several revisions, each by its own command line, `npm run plan -- --json`.
 * @param key of the digests by which secrets are compared
 * @returns for each job what came of its stacks
 */
export async function planStacks(
  jobs: readonly Job[],
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, Outcome>[]> {
  const results = jobs.map(() => new Map<string, Outcome>());
  const tasks = jobs.flatMap(({ folder, stacks }, index) =>
    stacks.map((stack) => ({ folder, stack, result: results[index] })),
  );
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const { folder, stack, result } = task;
      result?.set(stack, await planOne(folder, stack, { ...env, [DIGEST_KEY]: key }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

function planOne(folder: string, stack: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const args = [join(folder, "cli", "run.mjs"), "plan", "--stack", stack, "--json"];
  const options = { cwd: folder, env, maxBuffer: 1 << 28 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error) {
        resolve({ error: inShort(stderr.trim() || error.message, folder) });
        return;
      }
      try {
        resolve({ plan: JSON.parse(stdout) as Plan });
      } catch (unreadable) {
        resolve({ error: `Its plan is no JSON: ${messageOf(unreadable)}` });
      }
    });
  });
}

/** An error without the folder of a worktree that is gone when it is read. */
function inShort(error: string, folder: string): string {
  const lines = error.replaceAll(`${folder}/`, "").split("\n");
  const rest = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(rest > 0 ? [`… ${rest} more lines`] : [])].join("\n");
}
