import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import { NoPython, pythonWith } from "../support/python";
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
class Checker {
  readonly known: Promise<Known>;
  private readonly answers: AsyncIterator<string>;
  private turn: Promise<unknown>;
  private errors = "";

  private constructor(private readonly python: ChildProcessByStdio<Writable, Readable, Readable>) {
    python.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    // A process that has ended is noticed when its answer is missing.
    python.stdin.on("error", () => undefined);
    this.answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    this.known = this.next() as Promise<Known>;
    this.turn = this.known.catch(() => undefined);
  }

  /** @throws NoPython where the machine has no suitable Python. */
  static async start(): Promise<Checker> {
    const python = await pythonWith(join(__dirname, "requirements.txt"));
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
    const checker = new Checker(spawn(python, ["-m", "modelcheck"], { cwd: __dirname, env }));
    await checker.known;
    return checker;
  }

  /** Replays resources in order, each call against AWS's model and moto. */
  plan(resources: readonly AwsResource[]): Promise<Report> {
    return this.ask({ plan: resources }) as Promise<Report>;
  }

  /** What AWS's model forbids in one call. */
  async call(service: string, operation: string, params: unknown): Promise<readonly string[]> {
    const answer = await this.ask({ service, operation, params });
    return (answer as { readonly problems: readonly string[] }).problems;
  }

  async stop(): Promise<void> {
    if (this.python.exitCode !== null) return;
    const ended = once(this.python, "exit");
    this.python.stdin.end();
    await ended;
  }

  /** Requests take turns: the process answers in order. */
  private ask(request: unknown): Promise<unknown> {
    const answer = this.turn.then(() => {
      this.python.stdin.write(`${JSON.stringify(request)}\n`);
      return this.next();
    });
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async next(): Promise<unknown> {
    const answer = await this.answers.next();
    if (answer.done !== true) return JSON.parse(answer.value);
    throw new Error(`The checker ended:\n${this.errors}`);
  }
}

/** A checker for the tests of the suite, which are left out on a machine without Python. */
export function useChecker(): () => Checker {
  let checker: Checker | undefined;

  before(async function () {
    try {
      checker = await Checker.start();
    } catch (error) {
      // CI always has Python, so there a check that is left out would be a mistake.
      if (!(error instanceof NoPython) || process.env["CI"]) throw error;
      process.stderr.write(`chatscale: the check against AWS is left out: ${error.message}\n`);
      this.skip();
    }
  });

  after(() => checker?.stop());

  return () => {
    if (checker === undefined) throw new Error("the checker runs only while tests do");
    return checker;
  };
}
