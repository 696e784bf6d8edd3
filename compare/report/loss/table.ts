import { count, percent } from "../../../load/format";
import type { LossStudy } from "../../lost/study";
import { rows, wrap } from "../columns";
import { CLOUD_NAMES, lossRows, lossSubject, lossTimes, lossVerdict } from "./words";
import { dollars, duration } from "../words";

/** What a loss comes to, in 80 columns. */
export function lossTable(study: LossStudy): string {
  const head = [
    "share",
    "month",
    "lost",
    "cut",
    "again",
    "error",
    "refused",
    "late",
    "wait",
    "well",
    "kept",
  ];
  const lines = lossRows(study).map(({ row, cloud, loss }) => [
    `${row.share} %`,
    dollars(row.month),
    CLOUD_NAMES[cloud],
    count(loss.cut),
    loss.resumedAfter ? duration(loss.resumedAfter.p50) : "–",
    percent(loss.errors, loss.started),
    percent(loss.refused, loss.asked),
    percent(loss.late, loss.asked),
    duration(loss.worstWait),
    duration(loss.wellAfter),
    row.keeps ? "yes" : "no",
  ]);
  return [
    "One cloud gone",
    "",
    ...[...lossSubject(study), lossTimes(study)].flatMap(wrap),
    "",
    ...rows(head, lines),
    ...wrap(
      "Share: of the primary. Cut: in mid-reply; again: time until half of these had words from the other side. Error: the name still led to the lost side. Refused, and late by ten seconds: by the other side, as wait, the longest for first words. Well: from the loss until the last chat that was refused or delayed. Chats of the hour after the loss; the worst of three phases of the checks.",
    ),
    "",
    ...lossVerdict(study).flatMap(wrap),
    "",
  ].join("\n");
}
