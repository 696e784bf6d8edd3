import { count, percent } from "../../../load/format";
import { lossAssumption } from "../../lost/assumptions";
import type { LossStudy } from "../../lost/study";
import { paragraphs, table } from "../html";
import { CLOUD_NAMES, lossRows, lossSubject, lossTimes, lossVerdict, sharesOf } from "./words";
import { dollars, duration } from "../words";

/** The section of a loss in the report's page. @param svg its plots */
export function lossSection(study: LossStudy, svg: string): string {
  return `<h2>One cloud gone</h2>
<div class="verdict">${paragraphs(lossVerdict(study))}</div>
${paragraphs([...lossSubject(study), lossTimes(study)])}
${sharesTable(study)}
<p class="note">Of the chats that came from the loss until an hour after, or the trace's end, and those that the lost side had in the works. Errors: the name still led there. Cut: in the middle of a reply, with words from the other side so long after the loss. Refused, or late by ten seconds: by the other side, of all that asked it. Well after: from the loss until the last chat came that was refused, or delayed by more than a second. Each row has the worst of three phases of the checks.</p>
${svg}
<h2>Assumptions on the loss</h2>
${assumptionTable(study)}
`;
}

function sharesTable(study: LossStudy): string {
  const head = [
    "Primary's share",
    "A month",
    "Lost",
    "Errors",
    "Cut",
    "Words again, p50",
    "p95",
    "Refused",
    "Late",
    "Longest wait",
    "Well after",
    "Keeps the limit",
  ];
  const lines = lossRows(study).map(({ row, cloud, loss }) => [
    `${row.share} %`,
    dollars(row.month),
    CLOUD_NAMES[cloud],
    percent(loss.errors, loss.started),
    count(loss.cut),
    loss.resumedAfter ? duration(loss.resumedAfter.p50) : "–",
    loss.resumedAfter ? duration(loss.resumedAfter.p95) : "–",
    percent(loss.refused, loss.asked),
    percent(loss.late, loss.asked),
    duration(loss.worstWait),
    duration(loss.wellAfter),
    row.keeps ? "yes" : "no",
  ]);
  return table(head, lines);
}

function assumptionTable(study: LossStudy): string {
  const { keys, turns } = study;
  const lines = keys.map((key) => {
    const { low, value, high, unit, what, source, date } = lossAssumption(key);
    const [shown = "", from = "", to = ""] = [value, low, high].map((each) =>
      each.toLocaleString("en-US"),
    );
    const effect = turns
      .filter((turn) => turn.key === key)
      .map((turn) => {
        return `at ${turn.value.toLocaleString("en-US")}: ${sharesOf(study, turn.shares)}`;
      });
    return [
      what,
      `${shown} ${unit}`,
      `${from}–${to}`,
      `${source}, ${date}`,
      effect.length === 0 ? "no" : effect.join("; "),
    ];
  });
  const head = ["Assumption", "Value", "Range", "Source", "Changes the shares that keep the limit"];
  return table(head, lines, [3, 4]);
}
