import { OPTION_KINDS, type OptionId } from "../../../compare/options/kinds";
import { compareOptions, type Result } from "../../../compare/options/verdict";
import type { Subject } from "../../../compare/report/table";
import type { Study } from "../../../compare/study";

/** What became of 1,000 chats of one option; all of them were served unless it says otherwise. */
export interface Figures {
  /** Dollars. */
  readonly month?: number;
  readonly delayed?: number;
  readonly late?: number;
  readonly refused?: number;
  readonly cut?: number;
  readonly cold?: number;
  readonly overflow?: number;
  /** Seconds; no chat had its first words when undefined. */
  readonly p95?: number | undefined;
}

const CHATS = 1000;

export function resultOf(id: OptionId, figures: Figures = {}): Result {
  const { month = 100, refused = 0, cut = 0, late = 0, overflow = 0 } = figures;
  const { delayed = late, cold = 0, p95 = 1 } = figures;
  const kind = OPTION_KINDS.find((each) => each.id === id);
  if (!kind) throw new RangeError(`no option ${id}`);
  const hasWords = !("p95" in figures) || figures.p95 !== undefined;
  const steps = (): Float64Array => new Float64Array(4).fill(1);
  const level = { mean: 1.5, peak: 3 };
  return {
    kind,
    outcome: {
      chats: CHATS,
      served: CHATS - refused - cut,
      delayed,
      late,
      refused,
      cut,
      cold,
      overflow,
      firstWords: hasWords ? { mean: p95, p50: p95 / 2, p95, p99: 2 * p95 } : undefined,
      absorbSeconds: 30,
      capacity: {
        ...(kind.containers && { replicas: level, nodes: { mean: 1, peak: 2 } }),
        ...(kind.functions && { instances: level }),
      },
      series: {
        step: 60,
        busy: steps(),
        places: steps(),
        units: steps(),
        nodes: steps(),
        lost: steps(),
        worst: steps(),
      },
    },
    bill: {
      month,
      perThousand: month / 10,
      idle: month / 2,
      parts: { base: month / 2, machines: month / 2, functions: 0 },
    },
  };
}

/** A study of results that no assumption changes. */
export function studyOf(results: readonly Result[]): Study {
  const points = [0.1, 1, 10].map((factor) => ({ factor, results }));
  const comparison = compareOptions(() => results);
  return { comparison, byVolume: points, byLength: points, meanReply: 12, peakAtOnce: 41.2 };
}

export const SUBJECT: Subject = {
  traffic: "a <spike> & more",
  chats: CHATS,
  duration: 3600,
  goal: "cost",
  stacks: ["dev", "dev-azure"],
  left: ["aws-eks is left out: no stack runs it."],
};
