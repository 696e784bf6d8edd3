import { counted, percent, plain } from "../../../load/format";
import { lossAssumption } from "../../lost/assumptions";
import { otherThan, worstOf, type Cloud } from "../../lost/shares";
import type { LossStudy, LossTurn, ShareRow } from "../../lost/study";
import { overShare, type Loss } from "../../lost/tally";
import { dollars, duration } from "../words";

export const CLOUD_NAMES: Readonly<Record<Cloud, string>> = { aws: "AWS", azure: "Azure" };

/** A share, a cloud that is lost with it, and the worst that comes of it. */
export interface LossRow {
  readonly row: ShareRow;
  readonly cloud: Cloud;
  readonly loss: Loss;
}

/** A row for each share and each cloud that is lost. */
export function lossRows({ rows, question }: LossStudy): LossRow[] {
  return rows.flatMap((row) =>
    question.clouds.flatMap((cloud) => {
      const loss = worstOf(row.losses[cloud] ?? []);
      return loss ? [{ row, cloud, loss }] : [];
    }),
  );
}

/** What was lost, and when: a sentence each. */
export function lossSubject({ question, kinds, lostAt, atOnce }: LossStudy): string[] {
  const { primary } = question;
  const most = question.lostAt === undefined ? ", the most" : "";
  return [
    `${kinds[primary].id} and ${kinds[otherThan(primary)].id} behind one host name; ${CLOUD_NAMES[primary]} is the primary.`,
    `A cloud is lost after ${clock(lostAt)}, with ${counted(atOnce, "chat")} in the works${most}.`,
  ];
}

/** How long it takes until clients are led to the survivor. */
export function lossTimes({ question, detection, switching }: LossStudy): string {
  const { checkSeconds, failures, ttl } = question.failover;
  const { soonest, latest } = detection;
  return `The name leads to the other side after ${Math.round(soonest)} to ${Math.round(latest)} s (a check each ${checkSeconds} s, ${counted(failures, "failure")}). Half of the clients know within ${duration(switching.p50)} of that, 95 % within ${duration(switching.p95)} (time to live ${ttl} s).`;
}

/** Which shares keep the limit, what the cheapest costs, and what would change that. */
export function lossVerdict(study: LossStudy): string[] {
  const { rows, question } = study;
  const limit = `refused and late chats within ${plain(100 * question.limit)} %`;
  const keeping = rows.filter(({ keeps }) => keeps);
  const shares = sharesOf(
    study,
    keeping.map(({ share }) => share),
  );
  const cost = costOf(keeping);
  if (cost === undefined) return [noneKeeps(study, limit), turnsOf(study)];
  return [`Shares of the primary that keep ${limit}: ${shares}. ${cost}`, turnsOf(study)];
}

/** What both sides cost with the cheapest of some shares; undefined without one. */
function costOf(rows: readonly ShareRow[]): string | undefined {
  const [cheapest, ...others] = [...rows].sort((a, b) => a.month - b.month);
  if (cheapest === undefined) return undefined;
  const cost = `${dollars(cheapest.month)} a month`;
  const dearest = others.at(-1) ?? cheapest;
  return dollars(dearest.month) === dollars(cheapest.month)
    ? `Both sides cost ${cost}.`
    : `At ${cheapest.share} % both sides cost least, ${cost}.`;
}

function noneKeeps(study: LossStudy, limit: string): string {
  const worst = study.rows.map(({ share }) => {
    const losses = lossRows(study).filter(({ row }) => row.share === share);
    return [...losses].sort((a, b) => overShare(b.loss) - overShare(a.loss))[0];
  });
  const [best] = worst
    .filter((row) => row !== undefined)
    .sort((a, b) => overShare(a.loss) - overShare(b.loss));
  if (best === undefined) return `No share keeps ${limit}.`;
  const { row, cloud, loss } = best;
  const survivor = study.kinds[otherThan(cloud)].id;
  return `No share keeps ${limit}. The best is ${row.share} %: ${percent(loss.refused + loss.late, loss.asked)} of the chats that ask ${survivor} when ${CLOUD_NAMES[cloud]} is lost. More replicas at the least (gateway.minReplicas) are there at once.`;
}

function turnsOf(study: LossStudy): string {
  const { turns } = study;
  if (turns.length === 0) return "No assumption changes these shares, taken one at a time.";
  return `It would be ${turns.map((turn) => turnOf(study, turn)).join("; ")}.`;
}

function turnOf(study: LossStudy, { key, value, shares }: LossTurn): string {
  const { what, unit } = lossAssumption(key);
  return `${sharesOf(study, shares)}, if ${value.toLocaleString("en-US")} ${unit} ${what}`;
}

/** Shares to read: all, none, or 70 and 60 %. */
export function sharesOf({ rows }: LossStudy, shares: readonly number[]): string {
  const last = shares.at(-1);
  if (last === undefined) return "none";
  if (shares.length === rows.length) return "all";
  return shares.length === 1 ? `${last} %` : `${shares.slice(0, -1).join(", ")} and ${last} %`;
}

/** Hours and minutes from the beginning of a trace. */
function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}
