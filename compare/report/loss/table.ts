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
      "Share of the primary; cut in mid-reply, and shares of the chats from the loss until an hour after: an error as the name still led there, refused by the other side, late there by ten seconds; the longest wait there for first words; the last refused or delayed chat, after the loss; whether the share keeps the limit. The worst of three phases of the checks.",
    ),
    "",
    ...lossVerdict(study).flatMap(wrap),
    "",
  ].join("\n");
}
