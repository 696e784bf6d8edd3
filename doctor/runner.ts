import { execFile } from "node:child_process";

import type { Answer, Run } from "./types";

/** Nobody is asked anything, pages anything or is told of updates. */
const QUIET = {
  AWS_PAGER: "",
  AZURE_CORE_NO_COLOR: "true",
  PULUMI_SKIP_UPDATE_CHECK: "true",
};

/**
 * Runs programs of the PATH, each command line once, however often it is asked for.
 * @param seconds after which a program that has not answered is ended
 */
export function runner(folder: string, env: NodeJS.ProcessEnv, seconds: number): Run {
  const asked = new Map<string, Promise<Answer>>();
  return (program, args) => {
    const key = JSON.stringify([program, ...args]);
    const answer = asked.get(key) ?? start(program, args, folder, env, seconds);
    asked.set(key, answer);
    return answer;
  };
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  seconds: number,
): Promise<Answer> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { ...env, ...QUIET },
      timeout: seconds * 1000,
      // A program that ignores SIGTERM would be waited for.
      killSignal: "SIGKILL" as const,
      maxBuffer: 1 << 26,
    };
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ outcome: "done", stdout });
      else if (error.code === "ENOENT" || error.code === "EACCES") resolve({ outcome: "missing" });
      else if (error.killed === true) resolve({ outcome: "hung", seconds });
      else resolve({ outcome: "failed", code: codeOf(error.code), stderr });
    });
    // One that asks for a password finds nobody.
    child.stdin?.end();
  });
}

function codeOf(code: string | number | null | undefined): number | null {
  return typeof code === "number" ? code : null;
}
