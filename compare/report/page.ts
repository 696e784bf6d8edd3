import { count, percent } from "../../load/format";
import { drawFigure } from "../../plot/figure";
import { escaped } from "../../plot/svg";
import { FONT, MUTED, TEXT } from "../../plot/style";
import { ASSUMPTION_KEYS, ASSUMPTIONS } from "../options/assumptions";
import { GOALS, type Comparison, type Figure, type Result } from "../options/verdict";
import type { Study } from "../study";
import { reportCharts } from "./charts";
import type { Subject } from "./table";
import { paragraphs, table } from "./html";
import { hints, verdict } from "./verdict";
import { dollars, duration, linesOf, range } from "./words";

/** The plots as one SVG document. */
export function reportFigure(subject: Subject, study: Study): string {
  const [first = ""] = verdict(study.comparison, subject.goal);
  return drawFigure({
    title: `Which option fits: ${subject.traffic}`,
    notes: [describe(subject), ...linesOf(first)],
    charts: reportCharts(study),
  });
}

function describe({ chats, duration: seconds, stacks }: Subject): string {
  return `${count(chats)} chats in ${duration(seconds)}; config of ${stacks.join(", ")}`;
}

/**
 * A page that needs nothing beside itself: no script, no other file, no network.
 * @param more sections before the assumptions, as HTML
 */
export function reportPage(subject: Subject, study: Study, svg: string, more = ""): string {
  const { comparison } = study;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which option fits: ${escaped(subject.traffic)}</title>
<style>
body { font: 15px/1.5 ${FONT}; color: ${TEXT}; background: #fff; max-width: 990px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.3rem 0.6rem; border-bottom: 1px solid #e4e7eb; vertical-align: top; }
th:first-child, td:first-child, td.text, th.text { text-align: left; }
thead th { color: ${MUTED}; font-weight: 600; }
.wide { overflow-x: auto; } svg { max-width: 100%; height: auto; }
.verdict { border-left: 4px solid #0072b2; padding-left: 1rem; font-size: 1.05rem; }
p.note { color: ${MUTED}; }
</style>
</head>
<body>
<h1>Which option fits: ${escaped(subject.traffic)}</h1>
<p class="note">${escaped(describe(subject))}; a mean reply takes ${escaped(duration(study.meanReply))}.</p>
<div class="verdict">${paragraphs(verdict(comparison, subject.goal))}</div>
${others(subject, comparison)}
${paragraphs([...hints(study), ...subject.left])}
<h2>Service</h2>
${serviceTable(comparison)}
<p class="note">First words count from the moment that a chat is sent; functions post a reply when it is whole. In time: served, and at most ten seconds later than usual. Delayed: by more than a second. Absorbs: the longest time of delays or losses. Ranges are over the assumptions below, one at a time.</p>
<h2>Cost</h2>
${costTable(comparison)}
<p class="note">List prices, with this traffic over and over for a month of 730 hours. Data out to the Internet, the model's API, taxes and discounts are not in it. Functions alone cost what their own part of the stack does.</p>
<h2>Over time, and where each pays off</h2>
${svg}
${more}<h2>Assumptions</h2>
${assumptionTable(subject, comparison)}
</body>
</html>
`;
}

function others({ goal }: Subject, comparison: Comparison): string {
  const rest = GOALS.filter((each) => each !== goal).map((each) => {
    const [first = ""] = verdict(comparison, each);
    return `<li>Preferring ${each}: ${escaped(first)}</li>`;
  });
  return `<ul>${rest.join("")}</ul>`;
}

function spread(
  { spreads }: Comparison,
  { kind }: Result,
  figure: Figure,
  write: (value: number) => string,
): string {
  const found = spreads.get(kind.id)?.[figure];
  return found ? range(found.low, found.high, write) : "–";
}

function serviceTable(comparison: Comparison): string {
  const rows = comparison.results.map((result) => {
    const { outcome } = result;
    const words = (figure: "p50" | "p95" | "p99"): string =>
      outcome.firstWords
        ? `${duration(outcome.firstWords[figure])} (${spread(comparison, result, figure, duration)})`
        : "–";
    return [
      result.kind.title,
      percent(outcome.served, outcome.chats),
      spread(comparison, result, "inTime", (share) => percent(share, 1)),
      percent(outcome.delayed, outcome.chats),
      percent(outcome.refused, outcome.chats),
      percent(outcome.cut, outcome.chats),
      percent(outcome.cold, outcome.chats),
      words("p50"),
      words("p95"),
      words("p99"),
      duration(outcome.absorbSeconds),
    ];
  });
  const head = [
    "Option",
    "Served",
    "In time",
    "Delayed",
    "Refused",
    "Cut off",
    "Cold",
    "p50",
    "p95",
    "p99",
    "Absorbs",
  ];
  return table(head, rows);
}

function costTable(comparison: Comparison): string {
  const rows = comparison.results.map((result) => {
    const { bill, outcome } = result;
    const { replicas, instances, nodes } = outcome.capacity;
    const write = (level: { mean: number; peak: number } | undefined): string =>
      level ? `${level.mean.toFixed(1)} / ${level.peak}` : "–";
    return [
      result.kind.title,
      `${dollars(bill.month)} (${spread(comparison, result, "month", dollars)})`,
      dollars(bill.perThousand),
      dollars(bill.idle),
      write(replicas),
      write(nodes),
      write(instances),
      percent(outcome.overflow, outcome.chats),
    ];
  });
  const head = [
    "Option",
    "A month",
    "Per 1,000 chats",
    "Idle month",
    "Replicas, mean / peak",
    "Nodes",
    "Instances",
    "By functions",
  ];
  return table(head, rows);
}

function assumptionTable({ goal }: Subject, { turns }: Comparison): string {
  const rows = ASSUMPTION_KEYS.map((key) => {
    const { low, value, high, unit, what, source, date } = ASSUMPTIONS[key];
    const turning = turns[goal].filter((turn) => turn.key === key);
    const effect = turning
      .map((turn) => `at ${turn.value.toLocaleString("en-US")}: ${turn.best}`)
      .join("; ");
    const shown = [value, low, high].map((each) => each.toLocaleString("en-US"));
    return [
      what,
      `${shown[0] ?? ""} ${unit}`,
      `${shown[1] ?? ""}–${shown[2] ?? ""}`,
      `${source}, ${date}`,
      effect === "" ? "no" : effect,
    ];
  });
  return table(["Assumption", "Value", "Range", "Source", "Changes the verdict"], rows, [3, 4]);
}
