import { ASSUMPTION_KEYS, ASSUMPTIONS } from "../options/assumptions";
import { bestOf, type Result } from "../options/verdict";
import type { Study, Point } from "../study";
import type { Subject } from "./table";
import { verdict } from "./verdict";

/** Everything that was found, for other programs. Times in seconds, money in US dollars. */
export function comparisonJson(
  subject: Subject,
  { comparison, byVolume, byLength, meanReply, peakAtOnce }: Study,
) {
  const { results, spreads, turns } = comparison;
  return {
    ...subject,
    meanReply,
    peakAtOnce,
    options: Object.fromEntries(
      results.map((result) => [
        result.kind.id,
        { ...figuresOf(result), ranges: spreads.get(result.kind.id) },
      ]),
    ),
    verdict: {
      prefer: subject.goal,
      option: bestOf(results, subject.goal).kind.id,
      sentences: verdict(comparison, subject.goal),
      turns: turns[subject.goal],
    },
    assumptions: Object.fromEntries(
      ASSUMPTION_KEYS.map((key) => [
        key,
        {
          ...ASSUMPTIONS[key],
          changesVerdict: turns[subject.goal].some((turn) => turn.key === key),
        },
      ]),
    ),
    byVolume: byVolume.map(pointOf),
    byLength: byLength.map(pointOf),
  };
}

function figuresOf({ kind, outcome, bill }: Result) {
  const { series: _series, ...figures } = outcome;
  return { title: kind.title, ...figures, cost: bill };
}

function pointOf({ factor, results }: Point) {
  const costs = results.map(({ kind, outcome, bill }) => [
    kind.id,
    {
      month: bill.month,
      perThousand: bill.perThousand,
      served: outcome.served,
      chats: outcome.chats,
    },
  ]);
  return { factor, options: Object.fromEntries(costs) as Record<string, unknown> };
}
