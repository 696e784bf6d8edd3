import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { pythonWith } from "../support/python";
import type { AwsResource } from "./planned";

/** Something that AWS's model or moto does not accept, or that no mapping knows. */
export interface Problem {
  readonly resource: string;
  readonly type: string;
  /** `service:Operation`, or the part of the check that found it. */
  readonly call: string;
  /** The member, its value and the rule that it breaks; or the service's reason. */
  readonly why: string;
}

type Counts = Readonly<Record<string, number>>;

/** What came of a plan. Calls are counted by `service:Operation`, resources by type. */
export interface Report {
  readonly problems: readonly Problem[];
  readonly accepted: Counts;
  /** Calls that moto lacks: checked against AWS's model only. */
  readonly modelOnly: Counts;
  readonly translated: Counts;
  readonly notCovered: Counts;
}

/** The types that the check knows. */
interface Known {
  readonly mapped: readonly string[];
  /** Types without a call, and why. */
  readonly notCovered: Readonly<Record<string, string>>;
}

/** The Python process that holds moto and AWS's service model. It ends with its standard input. */
export class Checker {
  readonly known: Promise<Known>;
  private readonly lines: AsyncIterator<string>;
  private turn: Promise<unknown>;

  private constructor(private readonly python: ChildProcess) {
    if (!python.stdin || !python.stdout) throw new Error("the checker needs its pipes");
    this.lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    this.known = this.next() as Promise<Known>;
    this.turn = this.known;
  }

  static async start(): Promise<Checker> {
    const python = await pythonWith(join(__dirname, "requirements.txt"));
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
    const stdio = ["pipe", "pipe", process.env["CHECK_LOG"] ? "inherit" : "ignore"] as const;
    const child = spawn(python, ["-m", "modelcheck"], { cwd: __dirname, env, stdio: [...stdio] });
    return new Checker(child);
  }

  /** Replays resources in order, each call against AWS's model and moto. */
  plan(resources: readonly AwsResource[]): Promise<Report> {
    return this.ask({ plan: resources }) as Promise<Report>;
  }

  /** What AWS's model forbids in one call. */
  async call(service: string, operation: string, params: unknown): Promise<readonly string[]> {
    const { problems } = (await this.ask({ service, operation, params })) as {
      readonly problems: readonly string[];
    };
    return problems;
  }

  async stop(): Promise<void> {
    if (this.python.exitCode !== null) return;
    const ended = once(this.python, "exit");
    this.python.stdin?.end();
    await ended;
  }

  private ask(request: unknown): Promise<unknown> {
    const answer = this.turn.then(() => {
      this.python.stdin?.write(`${JSON.stringify(request)}\n`);
      return this.next();
    });
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async next(): Promise<unknown> {
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error("the checker ended; its error is shown with CHECK_LOG=1");
    return JSON.parse(value);
  }
}
