import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RawOptions } from "../load/options";
import type { LoadSettings } from "../load/settings";
import type { LoadReport } from "../load/report";
import type { Progress } from "../load/run";
import { messageOf, PlanError } from "../plan/errors";
import { describeProblems } from "../shared/problems";
import { parseFlags, type Command, type Context } from "./command";
import { INTERRUPTED, interruptible } from "./interruptible";

const USAGE = `Usage: npm run load -- --url URL [options]

Sends chats to a service of yours at a steady or changing rate, whether or not
it answers, and measures the streams of its replies. Ends by itself; Ctrl-C
ends it early, with what it has.

  --url URL           where the service is; repeat it for more replicas
  --rate N            chats per second; default: 5
  --duration SECONDS  how long chats arrive; default: 30
  --shape NAME        steady, ramp (from 0 to the rate) or spike (in the middle
                      fifth); default: steady
  --spike N           how many times the rate a spike is; default: 5
  --seed N            chooses the moments of arrival; default: 1
  --out DIR           write load.json and load.svg there
  --json              the report as JSON instead of a table
  --protocol NAME     chatscale, or openai for any /v1/chat/completions;
                      default: chatscale
  --model NAME        the model to ask an OpenAI-compatible service for
  --prompt TEXT       what each chat says
  --token-file FILE   holds the bearer token; default: what is in CHATSCALE_TOKEN
  --headers-file FILE holds more headers, each a line of Name: value
  --timeout SECONDS   a chat that takes longer is given up; default: 120
  --streams N         the most streams held at once; default: 10000
  --yes               load a host that is not this machine
  --help              this text

Examples:
  npm run load -- --url http://127.0.0.1:8080 --rate 20 --duration 60 --out out
  npm run load -- --url http://127.0.0.1:4000 --protocol openai --model mock
`;

const OPTIONS = {
  url: { type: "string", multiple: true },
  rate: { type: "string", default: "5" },
  duration: { type: "string", default: "30" },
  shape: { type: "string", default: "steady" },
  spike: { type: "string", default: "5" },
  seed: { type: "string", default: "1" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
  protocol: { type: "string", default: "chatscale" },
  model: { type: "string", default: "default" },
  prompt: { type: "string", default: "Tell me in a few sentences what a load test is." },
  "token-file": { type: "string" },
  "headers-file": { type: "string" },
  timeout: { type: "string", default: "120" },
  streams: { type: "string", default: "10000" },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `load`: open-loop load on a service's streams. */
export const load: Command = {
  summary: "send chats to a service of yours, and measure its streams",
  async run(args, context) {
    const flags = parseFlags(args, OPTIONS, USAGE, context.env);
    if (flags.help) {
      context.out(USAGE);
      return 0;
    }
    const { readOptions } = await import("../load/options.js");
    const read = readOptions({ ...flags, url: flags.url ?? [], ...secrets(flags, context) });
    if ("problems" in read) throw new PlanError(describeProblems("The load", read.problems));
    if (flags.out !== undefined) makeFolder(flags.out);
    const report = await runShown(read.settings, context);
    const json = `${JSON.stringify(report, undefined, 2)}\n`;
    if (flags.json) {
      context.out(json);
    } else {
      const { loadTable } = await import("../load/table.js");
      context.out(loadTable(report));
    }
    if (flags.out !== undefined) {
      const { loadPlot } = await import("../load/plot.js");
      writeFileSync(join(flags.out, "load.json"), json);
      writeFileSync(join(flags.out, "load.svg"), loadPlot(report));
      context.err(`Written to ${flags.out}: load.json, load.svg\n`);
    }
    if (report.interrupted) return INTERRUPTED;
    return report.chats.complete === 0 ? 1 : 0;
  },
};

type Files = Readonly<Partial<Record<"token-file" | "headers-file", string>>>;

/** What must not be on a command line, which other people of the machine can read. */
function secrets(files: Files, { env }: Context): Pick<RawOptions, "token" | "headers"> {
  const read = (key: keyof Files): string | undefined => {
    const file = files[key];
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new PlanError(`--${key} cannot be read: ${messageOf(error)}`);
    }
  };
  return { token: read("token-file") ?? env["CHATSCALE_TOKEN"], headers: read("headers-file") };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new PlanError(`--out cannot be made: ${messageOf(error)}`);
  }
}

/** Seconds between two lines of progress where they cannot be drawn over each other. */
const LINE_EVERY = 10;

/** Runs the load, shows how far it is, and lets Ctrl-C end it. */
async function runShown(settings: LoadSettings, context: Context): Promise<LoadReport> {
  const { err, interactive } = context;
  const [{ runLoad }, { progressLine }] = await Promise.all([
    import("../load/run.js"),
    import("../load/progress.js"),
  ]);
  let next = LINE_EVERY;
  const onProgress = (progress: Progress): void => {
    if (interactive) {
      err(`\r${progressLine(progress)}\u001b[K`);
    } else if (progress.seconds >= next) {
      next += LINE_EVERY;
      err(`${progressLine(progress)}\n`);
    }
  };
  return interruptible((signal) => runLoad(settings, { signal, onProgress }), context);
}
