import { PlanError } from "../plan/errors";
import { describeProblems } from "../shared/problems";
import type { RehearsalReport } from "../rehearsal/report";
import type { Progress } from "../rehearsal/run";
import type { RehearsalSettings } from "../rehearsal/settings";
import { parseFlags, type Command, type Context } from "./command";
import { INTERRUPTED, interruptible } from "./interruptible";

const USAGE = `Usage: npm run rehearse -- [options]

Rehearses the failure of one cloud of two, on this machine: two gateways with
the demo model, a name whose answers follow health checks of both, and clients
that chat all the while. One side is killed, started again, and the name is
switched by plan. Fails when a chat is lost or a client waits for too long.

  --clients N         browsers, each with an answer of its own; default: 20
  --rate N            chats a second, of all clients; default: 5
  --interval SECONDS  from one health check to the next; default: 1
  --failures N        failed checks in a row that take a side out; default: 3
  --ttl SECONDS       how long an answer of the name is kept; default: 2
  --retry SECONDS     a client's longest wait between two tries; default: 1
  --share PERCENT     how many of the answers are side A; default: 50
  --rounds N          how often a side is killed, in turn; default: 1
  --seed N            chooses who asks when; default: 1
  --help              this text

As Route 53 does it, in five and a half minutes:
  npm run rehearse -- --interval 10 --failures 3 --ttl 60 --retry 10
`;

const OPTIONS = {
  clients: { type: "string", default: "20" },
  rate: { type: "string", default: "5" },
  interval: { type: "string", default: "1" },
  failures: { type: "string", default: "3" },
  ttl: { type: "string", default: "2" },
  retry: { type: "string", default: "1" },
  share: { type: "string", default: "50" },
  rounds: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `rehearse`: one cloud of two fails, and clients go on at the other one. */
export const rehearse: Command = {
  summary: "one side of two fails, and its clients go on",
  async run(args, context) {
    const flags = parseFlags(args, OPTIONS, USAGE, context.env);
    if (flags.help) {
      context.out(USAGE);
      return 0;
    }
    const { readOptions } = await import("../rehearsal/options.js");
    const read = readOptions(flags);
    if ("problems" in read) throw new PlanError(describeProblems("The rehearsal", read.problems));
    const report = await runShown(read.settings, context);
    const { rehearsalTable } = await import("../rehearsal/table.js");
    const { problemsOf } = await import("../rehearsal/verdict.js");
    context.out(rehearsalTable(report));
    if (report.interrupted) return INTERRUPTED;
    return problemsOf(report).length === 0 ? 0 : 1;
  },
};

/** Rehearses, shows how far it is, and lets Ctrl-C end it. */
async function runShown(settings: RehearsalSettings, context: Context): Promise<RehearsalReport> {
  const { err, interactive } = context;
  const [{ rehearse: play }, { progressLine }] = await Promise.all([
    import("../rehearsal/run.js"),
    import("../rehearsal/progress.js"),
  ]);
  let shown = "";
  const onProgress = (progress: Progress): void => {
    if (interactive) err(`\r${progressLine(progress)}\u001b[K`);
    else if (progress.phase !== shown) err(`${progressLine(progress)}\n`);
    shown = progress.phase;
  };
  return interruptible((signal) => play(settings, { signal, onProgress }), context);
}
