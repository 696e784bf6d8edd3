import { spawn } from "node:child_process";
import { join } from "node:path";
import { Readable } from "node:stream";

/** The top-level folder of the project. */
export const root = join(__dirname, "..");

/** What one whole process took. */
export interface Sample {
  readonly milliseconds: number;
  /** Time of all its threads on a processor: steadier than the clock where others work too. */
  readonly cpuMilliseconds: number;
  /** The most memory it had at once. */
  readonly megabytes: number;
  readonly stdout: string;
  /** What went wrong, in one line. */
  readonly error?: string;
}

/** What probe.cjs tells of its process. */
interface Usage {
  readonly kilobytes: number;
  readonly microseconds: number;
}

export interface Case {
  readonly name: string;
  run(): Promise<Sample>;
}

/** A case's medians. */
export interface Result extends Omit<Sample, "stdout"> {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Runs Node in the project's folder to its end. */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--require", join(__dirname, "probe.cjs"), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const [, stdout, stderr, probe] = child.stdio.map(collect);
    child.on("error", reject);
    child.on("close", (code) => {
      const report = probe?.() ?? "";
      // A crash leaves no report.
      const used: Partial<Usage> = report === "" ? {} : (JSON.parse(report) as Usage);
      resolve({
        milliseconds: performance.now() - started,
        cpuMilliseconds: (used.microseconds ?? Number.NaN) / 1000,
        megabytes: (used.kilobytes ?? Number.NaN) / 1024,
        stdout: stdout?.() ?? "",
        ...(code !== 0 && { error: errorLine(stderr?.() ?? "") || `exit code ${String(code)}` }),
      });
    });
  });
}

/**
 * Runs the cases in turn, round after round, so that a slow moment of the machine hits all alike.
 * A round before the first fills the caches and does not count.
 */
export async function interleave(cases: readonly Case[], rounds: number): Promise<Result[]> {
  const samples = cases.map((): Sample[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      const sample = await each.run();
      if (round > 0) samples[index]?.push(sample);
    }
  }
  return cases.map(({ name }, index) => toResult(name, samples[index] ?? []));
}

/** The middle of the values; of an even number, the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The line of an error's text that says what happened; Node shows a piece of code above it. */
export function errorLine(text: string): string {
  const lines = text.trim().split("\n");
  return lines.find((line) => /error\b/i.test(line)) ?? lines[0] ?? "";
}

function toResult(name: string, samples: readonly Sample[]): Result {
  const error = samples.find((sample) => sample.error !== undefined)?.error;
  return {
    name,
    milliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
    cpuMilliseconds: median(samples.map(({ cpuMilliseconds }) => cpuMilliseconds)),
    megabytes: median(samples.map(({ megabytes }) => megabytes)),
    samples,
    ...(error !== undefined && { error }),
  };
}

function collect(stream: unknown): () => string {
  let text = "";
  if (stream instanceof Readable) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
