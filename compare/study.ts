import { seededRandom } from "../load/random";
import { assumed, type Assumed } from "./options/assumptions";
import { billOf, type Price } from "./options/bill";
import type { OptionId } from "./options/kinds";
import { runOption, type Deployment } from "./options/run";
import { compareOptions, type Comparison, type Goal, type Result } from "./options/verdict";
import type { Chats } from "./simulate/chats";
import { chatsOf, type ReplyLength } from "./traffic/replies";
import { scaled } from "./traffic/scale";
import type { Traffic } from "./traffic/traffic";

export interface Question {
  readonly traffic: Traffic;
  readonly length: ReplyLength | undefined;
  readonly goal: Goal;
  readonly seed: number;
}

/** Cost and service of each option at one point of a sweep. */
export interface Point {
  /** Times the chats, or times the length of a reply. */
  readonly factor: number;
  readonly results: readonly Result[];
}

export interface Study {
  readonly comparison: Comparison;
  readonly byVolume: readonly Point[];
  readonly byLength: readonly Point[];
  /** Mean time of a reply, in seconds. */
  readonly meanReply: number;
  /** The most chats in the works in any minute, if each had a place at once. */
  readonly peakAtOnce: number;
}

const VOLUMES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const LENGTHS = [0.25, 0.5, 1, 2, 4, 8];

/** Chats of one run of a sweep, at the most: what is dear to compute tells nothing new. */
const MOST_SWEPT = 300_000;

/** Simulates every option, with every assumption at its ends, and over volumes and lengths. */
export function study(
  deployments: readonly Deployment[],
  prices: ReadonlyMap<OptionId, Price>,
  question: Question,
  onProgress: (done: number) => void = () => undefined,
): Study {
  const evaluate = (chats: Chats, values: Assumed): Result[] =>
    deployments.map((deployment) => evaluateOption(deployment, prices, chats, values));
  const chats = chatsWith(deployments, question);
  const comparison = compareOptions(
    (values) => evaluate(chats(values.firstTokenSeconds), values),
    (done) => onProgress(0.8 * done),
  );
  const values = assumed();
  const base = chats(values.firstTokenSeconds);
  const sweep = (factors: readonly number[], at: (factor: number) => Chats): Point[] =>
    factors.map((factor) => ({
      factor,
      results: factor === 1 ? comparison.results : evaluate(at(factor), values),
    }));
  const volumes = VOLUMES.filter(
    (factor) => base.count * factor <= Math.max(base.count, MOST_SWEPT),
  );
  const byVolume = sweep(volumes, (factor) => {
    const traffic = scaled(question.traffic, factor, seededRandom(question.seed + 1));
    return chatsWith(deployments, { ...question, traffic })(values.firstTokenSeconds);
  });
  onProgress(0.9);
  const byLength = sweep(LENGTHS, (factor) => ({
    ...base,
    seconds: base.seconds.map((seconds) => base.firstToken + (seconds - base.firstToken) * factor),
  }));
  onProgress(1);
  const sum = base.seconds.reduce((total, seconds) => total + seconds, 0);
  const meanReply = sum / Math.max(1, base.count);
  return { comparison, byVolume, byLength, meanReply, peakAtOnce: peakAtOnce(base, meanReply) };
}

/** By Little's law, from the busiest minute. */
function peakAtOnce({ at, count, duration }: Chats, meanReply: number): number {
  const minutes = new Float64Array(Math.ceil(duration / 60) + 1);
  for (let place = 0; place < count; place += 1) minutes[Math.floor(at[place]! / 60)]! += 1;
  return (minutes.reduce((most, chats) => Math.max(most, chats), 0) / 60) * meanReply;
}

/** An option with some chats. @throws RangeError when nothing prices it */
export function evaluateOption(
  deployment: Deployment,
  prices: ReadonlyMap<OptionId, Price>,
  chats: Chats,
  values: Assumed,
): Result {
  const { kind } = deployment;
  const price = prices.get(kind.id);
  if (price === undefined) throw new RangeError(`there is no price of ${kind.id}`);
  const outcome = runOption(deployment, chats, values);
  return { kind, outcome, bill: billOf(deployment, outcome, chats, price, values) };
}

/** The chats of a question for a time to the first token; the same replies whatever it is. */
export function chatsWith(
  deployments: readonly Deployment[],
  { traffic, length, seed }: Omit<Question, "goal">,
): (firstToken: number) => Chats {
  const made = new Map<number, Chats>();
  const tokensPerSecond = deployments[0]?.workload.model.tokensPerSecond ?? 50;
  return (firstToken) => {
    const known = made.get(firstToken);
    if (known) return known;
    const settings = { firstToken, tokensPerSecond, length };
    const chats = chatsOf(traffic, settings, seededRandom(seed));
    made.set(firstToken, chats);
    return chats;
  };
}
