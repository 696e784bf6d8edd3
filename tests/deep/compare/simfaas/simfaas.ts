import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { pythonWith } from "../../support/python";

/** What SimFaaS says of an experiment, and the time it took. */
export interface SimFaasResult {
  readonly coldStarts: number;
  readonly instances: number;
  readonly requests: number;
  readonly seconds: number;
}

interface SimFaasInput {
  readonly rate: number;
  readonly warm: number;
  readonly cold: number;
  readonly idle: number;
  /** Length of the simulated time. */
  readonly seconds: number;
}

/** @throws NoPython where the machine has no suitable Python */
export async function runSimFaas(inputs: readonly SimFaasInput[]): Promise<SimFaasResult[]> {
  const python = await pythonWith(join(__dirname, "requirements.txt"));
  const child = spawn(python, [join(__dirname, "run.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  child.stdin.end(JSON.stringify(inputs));
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (child.exitCode !== 0) throw new Error(`SimFaaS ended with code ${String(child.exitCode)}`);
  return JSON.parse(output) as SimFaasResult[];
}
