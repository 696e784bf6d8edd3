import { lossAssumption } from "../../lost/assumptions";
import type { LossStudy } from "../../lost/study";
import { overShare, TIMELINE, type Loss } from "../../lost/tally";
import { lossVerdict } from "./words";

/** A loss for other programs. Times in seconds, money in US dollars, shares of the primary in percent. */
export function lossJson(study: LossStudy) {
  const { question, kinds, lostAt, atOnce, detection, switching, rows, keys, turns } = study;
  const { clouds, primary, share, failover, limit } = question;
  return {
    pair: { aws: kinds.aws.id, azure: kinds.azure.id },
    primary,
    share,
    failover,
    limit,
    lostAt,
    atOnce,
    detection,
    switching,
    shares: rows.map(({ losses, ...row }) => ({
      ...row,
      lost: Object.fromEntries(
        clouds.map((cloud) => [cloud, (losses[cloud] ?? []).map(figuresOf)]),
      ),
    })),
    timelineSteps: TIMELINE,
    sentences: lossVerdict(study),
    assumptions: Object.fromEntries(
      keys.map((key) => [
        key,
        { ...lossAssumption(key), changesShares: turns.some((turn) => turn.key === key) },
      ]),
    ),
    turns,
  };
}

function figuresOf(loss: Loss) {
  const { survivor, timeline, lostAt: _lostAt, ...figures } = loss;
  return {
    ...figures,
    refusedOrLate: overShare(loss),
    capacity: survivor.capacity,
    timeline: Object.fromEntries(
      Object.entries(timeline).map(([name, bins]) => [name, Array.from(bins as Float64Array)]),
    ),
  };
}
