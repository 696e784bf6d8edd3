import type { Failover } from "../compare/lost/failover";
import type { Cloud, Pair } from "../compare/lost/shares";
import type { OptionId } from "../compare/options/kinds";
import type { Goal } from "../compare/options/verdict";
import type { LossStudy } from "../compare/lost/study";
import type { Question, Study } from "../compare/study";
import { PlanError } from "../plan/errors";
import type { Problem } from "../shared/problems";
import type { Prepared } from "./compareStacks";
import { oneOf, wholeNumber } from "./optionValues";

export const LOSS_USAGE = `  --lost CLOUD           aws, azure or either: what if that cloud is gone, with
                         an option on each behind one host name
  --pair OPTION,OPTION   these two, as aws-eks,azure-aks; default: containers as
                         the named stacks run them, else each cloud's best
  --primary CLOUD        default, as of the next four: stacks' failover; or aws
  --share N              percent of new chats for the primary; or 100
  --check-seconds N      10 or 30 between two health checks; or 10
  --failures N           failed checks until a side counts as lost; or 3
  --ttl-seconds N        of the host name; or 60
  --lost-at H:MM         after the beginning; default: with most chats at once
  --limit-refused N      percent that may be refused or late; default: 1
`;

export const LOSS_OPTIONS = {
  lost: { type: "string" },
  pair: { type: "string" },
  primary: { type: "string" },
  share: { type: "string" },
  "lost-at": { type: "string" },
  "check-seconds": { type: "string" },
  failures: { type: "string" },
  "ttl-seconds": { type: "string" },
  "limit-refused": { type: "string" },
} as const;

type LossFlags = Readonly<Partial<Record<keyof typeof LOSS_OPTIONS, string | undefined>>>;

/** What the command line asks of a loss; what it leaves out, the stacks' config may tell. */
export interface LossAsked {
  readonly clouds: readonly Cloud[];
  readonly pair: Readonly<Record<Cloud, OptionId>> | undefined;
  readonly primary: Cloud | undefined;
  readonly share: number | undefined;
  readonly failover: Readonly<Record<keyof Failover, number | undefined>>;
  readonly lostAt: number | undefined;
  readonly limit: number;
}

/**
 * Reads the options of a loss; undefined without `--lost`.
 * @param duration of the traffic, in seconds; undefined when it could not be read
 */
export async function readLoss(
  flags: LossFlags,
  duration: number | undefined,
  problems: Problem[],
): Promise<LossAsked | undefined> {
  if (flags.lost === undefined) {
    for (const name of Object.keys(LOSS_OPTIONS) as (keyof LossFlags)[]) {
      const value = flags[name];
      if (value === undefined) continue;
      const fix = "Add --lost either, or leave it out.";
      problems.push({ key: `--${name}`, value, rule: "needs --lost", fix });
    }
    return undefined;
  }
  const [{ CLOUDS }, { ENOUGH }] = await Promise.all([
    import("../compare/lost/shares.js"),
    import("../compare/options/verdict.js"),
  ]);
  const { lost, pair, primary } = flags;
  const cloud = oneOf("--lost", lost, [...CLOUDS, "either"] as const, problems);
  const number = (name: keyof LossFlags, least: number, most: number, example: number) => {
    const text = flags[name];
    if (text === undefined) return undefined;
    return wholeNumber(`--${name}`, text, { least, most, example }, problems);
  };
  const checks = flags["check-seconds"];
  const lostAt = flags["lost-at"];
  const limit = number("limit-refused", 0, 100, 1) ?? Math.round(100 * (1 - ENOUGH));
  return {
    clouds: cloud === "either" ? CLOUDS : [cloud],
    pair: pair === undefined ? undefined : await readPair(pair, problems),
    primary: primary === undefined ? undefined : oneOf("--primary", primary, CLOUDS, problems),
    share: number("share", 1, 100, 80),
    failover: {
      checkSeconds:
        checks === undefined
          ? undefined
          : Number(oneOf("--check-seconds", checks, ["10", "30"], problems)),
      failures: number("failures", 1, 10, 3),
      ttl: number("ttl-seconds", 1, 3600, 60),
    },
    lostAt: lostAt === undefined ? undefined : readTime(lostAt, duration, problems),
    limit: limit / 100,
  };
}

async function readPair(
  text: string,
  problems: Problem[],
): Promise<Readonly<Record<Cloud, OptionId>> | undefined> {
  const { OPTION_KINDS } = await import("../compare/options/kinds.js");
  const kinds = text.split(",").map((name) => OPTION_KINDS.find(({ id }) => id === name));
  const aws = kinds.find((kind) => kind?.cloud === "aws");
  const azure = kinds.find((kind) => kind?.cloud === "azure");
  if (kinds.length === 2 && aws && azure) return { aws: aws.id, azure: azure.id };
  problems.push({
    key: "--pair",
    value: text,
    rule: `must be two of these, one on each cloud: ${OPTION_KINDS.map(({ id }) => id).join(", ")}`,
    fix: "Write it like --pair aws-eks,azure-aks.",
  });
  return undefined;
}

function readTime(text: string, duration: number | undefined, problems: Problem[]): number {
  const [, hours, minutes] = /^(\d{1,4}):([0-5]\d)$/.exec(text) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  if (seconds < (duration ?? Infinity)) return seconds;
  problems.push({
    key: "--lost-at",
    value: text,
    rule: "must be hours and minutes from the traffic's beginning, before its end",
    fix: "Write it like --lost-at 12:05.",
  });
  return 0;
}

/**
 * The two options behind one host name: those that were asked for, else the containers of the named
 * stacks, else the best containers of each cloud.
 * @param stacks that were named, if any
 * @throws PlanError when a cloud has none
 */
export async function pairOf(
  asked: LossAsked,
  { deployments, own }: Prepared,
  { comparison: { results } }: Study,
  goal: Goal,
  stacks: readonly string[] | undefined,
): Promise<Pair> {
  const { bestOf } = await import("../compare/options/verdict.js");
  const of = (cloud: Cloud) => {
    const plain = results.filter(
      ({ kind }) => kind.cloud === cloud && kind.containers !== undefined && !kind.functions,
    );
    const named = stacks ? plain.find(({ kind }) => own.includes(kind.id)) : undefined;
    const best = plain.length > 0 ? bestOf(plain, goal) : undefined;
    const id = asked.pair?.[cloud] ?? (named ?? best)?.kind.id;
    const deployment = deployments.find(({ kind }) => kind.id === id);
    if (deployment) return deployment;
    throw new PlanError(
      `--lost needs an option on each cloud, and there is no stack file for ${id ?? cloud}.`,
    );
  };
  return { aws: of("aws"), azure: of("azure") };
}

/** Loses a side. @param question what is asked of the whole comparison */
export async function lose(
  asked: LossAsked,
  pair: Pair,
  prices: Prepared["prices"],
  question: Question,
  onProgress: (done: number) => void,
): Promise<LossStudy> {
  const [{ settingsOf }, { studyLoss }] = await Promise.all([
    import("../compare/lost/settings.js"),
    import("../compare/lost/study.js"),
  ]);
  const { primary, share, failover } = settingsOf(pair);
  const { clouds, lostAt, limit } = asked;
  const settled = {
    ...question,
    clouds,
    limit,
    primary: asked.primary ?? primary,
    share: asked.share ?? share,
    failover: {
      checkSeconds: asked.failover.checkSeconds ?? failover.checkSeconds,
      failures: asked.failover.failures ?? failover.failures,
      ttl: asked.failover.ttl ?? failover.ttl,
    },
    ...(lostAt !== undefined && { lostAt }),
  };
  return studyLoss(pair, prices, settled, onProgress);
}
