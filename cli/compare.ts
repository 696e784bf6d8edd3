import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";

import type { ReplyLength } from "../compare/traffic/replies";
import type { Traffic } from "../compare/traffic/traffic";
import type { Goal } from "../compare/options/verdict";
import { PlanError, messageOf } from "../plan/errors";
import type { Problem } from "../shared/problems";
import { parseFlags, type Command, type Context } from "./command";
import { LOSS_OPTIONS, LOSS_USAGE, lose, pairOf, readLoss, type LossAsked } from "./compareLoss";
import { oneOf, wholeNumber } from "./optionValues";

const USAGE = `Usage: npm run compare -- [--stack NAME]... [--traffic FILE|PRESET]
                           [--chats N] [--reply-seconds LENGTH]
                           [--prefer GOAL] [--lost CLOUD] [--out DIR] [--json]

Simulates chats through EKS, ECS, Lambda, AKS, Functions, and containers with
functions for the overflow, as the stacks' config would deploy them; says what
becomes of the chats, what it costs, and which option fits. Needs no account.

  --stack NAME           a stack whose config is taken, one of Pulumi.NAME.yaml;
                         repeat it for more; default: dev, dev-ecs, dev-azure
  --set KEY=VALUE        use another config value in all of them
  --traffic PRESET       flat, office, world, viral, bursts or launch;
                         default: office
  --traffic FILE         a CSV: time,output_tokens for chats, or time,rate or
                         time,requests for exports of a metric
  --chats N              chats in a day of a preset; default: 20000
  --reply-seconds LENGTH 12, exp:12 (a mean) or lognormal:3,0.86 (a median and
                         a sigma); default: by the trace's tokens, else
                         lognormal:3,0.86
  --prefer GOAL          cost, latency or simplicity; default: cost
${LOSS_USAGE}  --seed N               another seed, another day; default: 1
  --out DIR              write report.html, report.svg, report.png, report.json
  --json                 everything, for other programs
  --help                 this text

Examples:
  npm run compare -- --traffic viral --prefer latency
  npm run compare -- --stack prod-aws --stack prod-azure --chats 1000000
  npm run compare -- --stack prod-aws --stack prod-azure --lost either
`;

const OPTIONS = {
  stack: { type: "string", multiple: true },
  set: { type: "string", multiple: true },
  traffic: { type: "string", default: "office" },
  chats: { type: "string", default: "20000" },
  "reply-seconds": { type: "string" },
  prefer: { type: "string", default: "cost" },
  ...LOSS_OPTIONS,
  seed: { type: "string", default: "1" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `compare`: which way to run the chatbot fits some traffic. */
export const compare: Command = {
  summary: "which way to run the chatbot fits your traffic",
  async run(args, context) {
    const flags = parseFlags(args, OPTIONS, USAGE, context.env);
    if (flags.help) {
      context.out(USAGE);
      return 0;
    }
    const asked = await readQuestion(flags, context);
    const { defaultStacks, prepareOptions } = await import("./compareStacks.js");
    const stacks = flags.stack ?? (await defaultStacks(context.projectDir));
    const show = progressOf(context);
    const prepared = await prepareOptions(context.projectDir, stacks, flags.set ?? [], (stack) =>
      show.text(`planning ${stack}`),
    );
    const { study } = await import("../compare/study.js");
    const studied = study(prepared.deployments, prepared.prices, asked, show.share);
    const pair =
      asked.loss && (await pairOf(asked.loss, prepared, studied, asked.goal, flags.stack));
    const loss =
      asked.loss && pair && (await lose(asked.loss, pair, prepared.prices, asked, show.share));
    show.end();
    const used = [...new Set(prepared.deployments.map(({ stack }) => stack))];
    const subject = {
      traffic: asked.traffic.title,
      chats: asked.traffic.at.length,
      duration: asked.traffic.duration,
      goal: asked.goal,
      stacks: used,
      left: prepared.left,
    };
    const found = { subject, study: studied, loss };
    const { reportJson, reportText, writeReport } = await import("./compareReport.js");
    if (flags.out !== undefined) {
      const folder = resolve(context.env["INIT_CWD"] ?? ".", flags.out);
      const names = await writeReport(folder, found);
      context.err(`Written to ${flags.out}: ${names.join(", ")}\n`);
    }
    context.out(await (flags.json ? reportJson(found) : reportText(found)));
    return 0;
  },
};

interface Question {
  readonly traffic: Traffic;
  readonly length: ReplyLength | undefined;
  readonly goal: Goal;
  readonly seed: number;
  /** Undefined where nothing is lost. */
  readonly loss: LossAsked | undefined;
}

type Flags = ReturnType<typeof parseFlags<typeof OPTIONS>>;

/** @throws PlanError with every problem of the options and the traffic at once */
async function readQuestion(flags: Flags, { env }: Context): Promise<Question> {
  const [{ readReplyLength }, { GOALS }, { seededRandom }, { describeProblems }] =
    await Promise.all([
      import("../compare/traffic/replies.js"),
      import("../compare/options/verdict.js"),
      import("../load/random.js"),
      import("../shared/problems.js"),
    ]);
  const problems: Problem[] = [];
  const { MOST_CHATS } = await import("../compare/traffic/traffic.js");
  const seed = wholeNumber(
    "--seed",
    flags.seed,
    { least: 0, most: 2 ** 31 - 1, example: 7 },
    problems,
  );
  const chats = wholeNumber(
    "--chats",
    flags.chats,
    { least: 1, most: MOST_CHATS, example: 20_000 },
    problems,
  );
  const given = flags["reply-seconds"];
  const length = given === undefined ? undefined : readReplyLength(given, problems);
  const goal = oneOf("--prefer", flags.prefer, GOALS, problems);
  const random = seededRandom(seed);
  const traffic = await readTraffic(flags.traffic, chats, random, env, problems);
  const loss = await readLoss(flags, traffic?.duration, problems);
  if (problems.length > 0 || traffic === undefined) {
    throw new PlanError(describeProblems("The comparison", problems));
  }
  return { traffic, length, goal, seed, loss };
}

async function readTraffic(
  name: string,
  chats: number,
  random: () => number,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<Traffic | undefined> {
  const { PRESET_NAMES, presetTraffic } = await import("../compare/traffic/presets.js");
  const preset = PRESET_NAMES.find((each) => each === name);
  if (preset !== undefined) return presetTraffic(preset, chats, random);
  let text: string;
  try {
    text = readFileSync(resolve(env["INIT_CWD"] ?? ".", name), "utf8");
  } catch (error) {
    const isFile = /[./\\]/.test(name);
    problems.push({
      key: "--traffic",
      value: name,
      rule: isFile
        ? `cannot be read: ${messageOf(error)}`
        : `is neither a preset (${PRESET_NAMES.join(", ")}) nor a file`,
      fix: "Name a preset, or give the path of a CSV file.",
    });
    return undefined;
  }
  const csv = await import("../compare/traffic/csv.js");
  return csv.readTraffic(basename(name), text, random, problems);
}

/** One line that tells how far the run is; nothing where it would only fill a log. */
function progressOf({ err, interactive }: Context) {
  const line = (text: string): void => {
    if (interactive) err(`\r${text}\u001b[K`);
  };
  return {
    text: line,
    share: (done: number) => {
      const full = Math.floor(done * 20);
      const bar = "█".repeat(full) + "░".repeat(20 - full);
      line(`${bar} ${String(Math.floor(done * 100)).padStart(3)} %`);
    },
    end: () => line(""),
  };
}
