import { count, counted, plain } from "../load/format";
import type { Outage, PhaseCounts, RehearsalReport } from "./report";
import { checkTimeout, longestOutage, type RehearsalSettings } from "./settings";
import { problemsOf } from "./verdict";

/** Columns of a label and of a figure: eighty in all. */
const LABEL = 20;
const FIGURE = 10;

/** The report as text of 80 columns. */
export function rehearsalTable(report: RehearsalReport): string {
  const { settings, phases, outages, interrupted } = report;
  const blocks = [
    headingOf(settings),
    [
      row("Chats, by phase", ["started", "complete", "resumed", "carried", "lost", "A / B"]),
      ...phases.map(phaseRow),
    ],
    [
      row("Seconds after", ["clients", "median", "last", "bound", "unhealthy", "healthy"]),
      ...outages.map((outage) => outageRow(outage, longestOutage(settings))),
    ],
    interrupted ? ["! Stopped before its end."] : problemsOf(report).map((text) => `! ${text}`),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headingOf(settings: RehearsalSettings): string[] {
  const { clients, rate, interval, failures, ttl, retry, share, seed } = settings;
  const sum = [`${plain(interval)} s × ${failures}`, checkTimeout(settings), ttl, retry];
  const parts = sum.map((part) => (typeof part === "number" ? `${plain(part)} s` : part));
  return [
    `${counted(clients, "client")}, ${plain(rate)} chats/s, ${share} % to A, seed ${seed}`,
    `checks every ${plain(interval)} s, ${failures} in a row; time to live ${plain(ttl)} s`,
    `bound: ${parts.join(" + ")} = ${plain(longestOutage(settings))} s`,
    "  (checks, the last one's timeout, time to live, wait between two tries)",
  ];
}

function phaseRow({
  name,
  started,
  complete,
  resumed,
  carried,
  lost,
  served,
}: PhaseCounts): string {
  const figures = [started, complete, resumed, carried, lost].map(count);
  return row(`  ${name}`, [...figures, `${count(served.A)} / ${count(served.B)}`]);
}

function outageRow(outage: Outage, bound: number): string {
  const { side, clients, served, unhealthy, healthy } = outage;
  return row(`  ${side} is killed`, [
    count(clients),
    seconds(served?.p50),
    seconds(served?.max),
    seconds(bound * 1000),
    seconds(unhealthy),
    seconds(healthy),
  ]);
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "–" : (milliseconds / 1000).toFixed(1);
}

function row(label: string, figures: readonly string[]): string {
  return `${label.padEnd(LABEL)}${figures.map((figure) => figure.padStart(FIGURE)).join("")}`;
}
