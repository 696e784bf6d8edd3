import { seededRandom } from "../../load/random";
import { ASSUMPTIONS, assumed } from "../options/assumptions";
import type { Price } from "../options/bill";
import type { OptionId, OptionKind } from "../options/kinds";
import type { Chats } from "../simulate/chats";
import type { Ledger } from "../simulate/ledger";
import { percentiles, type Percentiles } from "../simulate/outcome";
import { chatsWith, evaluateOption, type Question } from "../study";
import {
  LOSS_ASSUMPTIONS,
  lossAssumed,
  lossAssumption,
  lossKeysOf,
  type LossAssumed,
  type LossKey,
} from "./assumptions";
import { detectedAfter, drawsOf, keptFor, type Draws, type Failover } from "./failover";
import {
  CLOUDS,
  isOf,
  keepsLimit,
  SHARES,
  sweepShares,
  type Cloud,
  type Losses,
  type Pair,
} from "./shares";
import type { PairSettings } from "./settings";
import { around, busiest, inTheWorks, pick } from "./window";

/** What is asked of a loss. */
export interface LossQuestion extends Pick<Question, "traffic" | "length" | "seed">, PairSettings {
  /** The clouds that are lost, each by itself. */
  readonly clouds: readonly Cloud[];
  /** Seconds from the trace's beginning. Default: when the most chats are in the works. */
  readonly lostAt?: number;
  /** The share of the chats that may be refused or late, from 0 to 1. */
  readonly limit: number;
}

/** A share, what each loss makes of it, and what it costs. */
export interface ShareRow extends Losses {
  /** Dollars a month for both sides, when both are well. */
  readonly month: number;
  readonly keeps: boolean;
}

/** An assumption at one end of its range, and the shares that then keep the limit, in percent. */
export interface LossTurn {
  readonly key: LossKey;
  readonly value: number;
  readonly shares: readonly number[];
}

export interface LossStudy {
  readonly question: LossQuestion;
  readonly kinds: Readonly<Record<Cloud, OptionKind>>;
  /** Seconds from the trace's beginning, and the chats in the works then, on both sides. */
  readonly lostAt: number;
  readonly atOnce: number;
  /** Seconds from the loss until the name leads on: evenly spread between the two. */
  readonly detection: { readonly soonest: number; readonly latest: number };
  /** Seconds from then until clients ask for the name anew. */
  readonly switching: Percentiles;
  readonly rows: readonly ShareRow[];
  /** What the loss takes for given. */
  readonly keys: readonly LossKey[];
  /** What would change which shares keep the limit. */
  readonly turns: readonly LossTurn[];
}

/** From soonest to latest: see `detectedAfter`. */
const PHASES = [0, 0.5, 1];

/** Clients that the time to switch is measured on. */
const SAMPLE = 10_000;

/**
 * Loses each cloud that is asked for, over shares, and again with each assumption at its ends.
 * @param onProgress told the share that is done, from 0 to 1
 */
export function studyLoss(
  pair: Pair,
  prices: ReadonlyMap<OptionId, Price>,
  question: LossQuestion,
  onProgress: (done: number) => void = () => undefined,
): LossStudy {
  const { seed, failover, limit } = question;
  const [values, lossValues] = [assumed(), lossAssumed()];
  const chats = chatsWith([pair.aws, pair.azure], question);
  const base = chats(values.firstTokenSeconds);
  const draws = drawsOf(base.count, seededRandom(seed + 2));
  const lostAt = question.lostAt ?? busiest(base);
  const shares = [...new Set([...SHARES, question.share])].sort((a, b) => b - a);
  const known = new Map<string, Ledger>();
  const sweep = (some: typeof values, loss: LossAssumed): Losses[] => {
    const part = around(chats(some.firstTokenSeconds), draws, lostAt);
    const before = some === values ? known : new Map<string, Ledger>();
    const given = {
      ...question,
      pair,
      around: part,
      values: some,
      lossValues: loss,
      known: before,
    };
    return sweepShares(given, shares, PHASES);
  };
  const sharesThatKeep = (found: readonly Losses[]): number[] =>
    found.flatMap((row) => (keepsLimit(row, limit) ? [row.share] : []));
  const rows = sweep(values, lossValues).map((row) => ({
    ...row,
    month: monthOf(pair, prices, question, base, draws, row.share),
    keeps: keepsLimit(row, limit),
  }));
  const usual = sharesThatKeep(rows).join();
  const keys = lossKeysOf([pair.aws.kind, pair.azure.kind]);
  const ends = keys.flatMap((key) => {
    const { low, value, high } = lossAssumption(key);
    return [low, high].filter((end) => end !== value).map((end) => ({ key, value: end }));
  });
  const turns = ends.flatMap(({ key, value }, index): LossTurn[] => {
    onProgress((index + 1) / (ends.length + 1));
    const some = key in ASSUMPTIONS ? assumed({ [key]: value }) : values;
    const loss = key in LOSS_ASSUMPTIONS ? lossAssumed({ [key]: value }) : lossValues;
    const found = sharesThatKeep(sweep(some, loss));
    return found.join() === usual ? [] : [{ key, value, shares: found }];
  });
  onProgress(1);
  const [soonest, latest] = [0, 1].map((phase) => detectedAfter(failover, lossValues, phase));
  return {
    question,
    kinds: { aws: pair.aws.kind, azure: pair.azure.kind },
    lostAt,
    atOnce: inTheWorks(base, lostAt),
    detection: { soonest: soonest!, latest: latest! },
    switching: switchingOf(failover, lossValues, seed),
    rows,
    keys,
    turns,
  };
}

/** Both sides with their share of the whole trace. */
function monthOf(
  pair: Pair,
  prices: ReadonlyMap<OptionId, Price>,
  { primary }: LossQuestion,
  chats: Chats,
  draws: Draws,
  share: number,
): number {
  const places = Array.from({ length: chats.count }, (_, place) => place);
  const months = CLOUDS.map((cloud) => {
    const own = places.filter((place) => isOf(cloud, primary, share, draws.side[place]!));
    return evaluateOption(pair[cloud], prices, pick(chats, own), assumed()).bill.month;
  });
  return months.reduce((sum, month) => sum + month, 0);
}

function switchingOf(failover: Failover, values: LossAssumed, seed: number): Percentiles {
  const draws = drawsOf(SAMPLE, seededRandom(seed + 3));
  const kept = Float64Array.from({ length: SAMPLE }, (_, place) =>
    keptFor(failover, values, draws, place),
  );
  return percentiles(kept)!;
}
