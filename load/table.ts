import { count, milliseconds, percent, plain } from "./format";
import type { Times } from "./histogram";
import type { ChatCounts, LoadReport, RunSettings, ShedCount } from "./report";
import { doubts } from "./doubts";

/** Columns of the label, of a figure, and of all: what a terminal has without being asked. */
const LABEL = 32;
const FIGURE = 9;
export const WIDTH = 80;

/** The report as text of 80 columns. */
export function loadTable(report: LoadReport): string {
  const { chats, stream, run } = report;
  const blocks = [
    [...run.urls.map(shorten), ...wrap(heading(report))],
    [row("Chats", ["count", "share"]), ...outcomes(chats)],
    [
      row("Milliseconds", ["p50", "p95", "p99", "p99.9", "max"], FIGURE),
      times("first token, from when due", report.firstToken),
      times("between tokens", report.gaps),
      times("whole reply, from when due", report.reply),
    ],
    [
      row("Streams"),
      row("  most open at once", [count(stream.mostOpen)]),
      row("  tokens", [count(stream.tokens)]),
      row("  connections resumed", [count(stream.resumed)]),
      ...(stream.lost + stream.doubled === 0
        ? []
        : [
            row("  events lost", [count(stream.lost)]),
            row("  events doubled", [count(stream.doubled)]),
          ]),
    ],
    [
      row("Generator"),
      times("sent after due", report.generator.late),
      row("  event loop busy", [percent(report.generator.busy, 1)]),
    ],
    doubts(report).flatMap((doubt) => wrap(`! ${doubt}`)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading({ run, seconds, interrupted }: LoadReport): string {
  const took = interrupted ? `stopped after ${plain(seconds)} s` : `took ${plain(seconds)} s`;
  return `${describeRun(run)}, seed ${run.seed}; ${took}`;
}

/** `steady 50 chats/s for 60 s` */
export function describeRun({ shape, rate, spike, duration }: RunSettings): string {
  const rates = {
    steady: `steady ${plain(rate)} chats/s`,
    ramp: `ramp from 0 to ${plain(rate)} chats/s`,
    spike: `${plain(rate)} chats/s with a spike of ${plain(rate * spike)}`,
  };
  const shapes: Readonly<Record<string, string>> = rates;
  return `${shapes[shape] ?? shape} for ${plain(duration)} s`;
}

function outcomes(chats: ChatCounts): string[] {
  const { due, complete, ends, shed, failed, truncated, unfinished, notSent } = chats;
  const line = (label: string, value: number): string =>
    row(`  ${label}`, [count(value), percent(value, due)]);
  const cutShort = Object.entries(ends).filter(([reason]) => reason !== "stop");
  return [
    line("due", due),
    line("complete", complete),
    ...cutShort.map(([reason, value]) => line(`  of these, ended by ${reason}`, value)),
    ...shed.flatMap((each) => [
      `${line(`refused: ${each.status}`, each.count)}${comeBack(each)}`,
      ...(each.withoutRetryAfter > 0
        ? [line("  of these, no Retry-After", each.withoutRetryAfter)]
        : []),
    ]),
    ...Object.entries(failed)
      .sort(([, a], [, b]) => b - a)
      .map(([code, value]) => line(`failed: ${code}`, value)),
    line("truncated", truncated),
    ...(unfinished > 0 ? [line("still open at the end", unfinished)] : []),
    ...(notSent > 0 ? [line("not sent: too many open", notSent)] : []),
  ];
}

function comeBack({ retryAfter }: ShedCount): string {
  if (!retryAfter) return "";
  const [least, most] = retryAfter.map(plain);
  return `   Retry-After ${least === most ? "" : `${least}–`}${most} s`;
}

function times(label: string, found: Times | undefined): string {
  if (!found) return row(`  ${label}`, ["–", "–", "–", "–", "–"], FIGURE);
  const { p50, p95, p99, p999, max } = found;
  return row(`  ${label}`, [p50, p95, p99, p999, max].map(milliseconds), FIGURE);
}

function row(label: string, figures: readonly string[] = [], width = FIGURE + 1): string {
  const cells = figures.map((figure) => figure.padStart(width));
  return `${label.slice(0, LABEL).padEnd(figures.length === 0 ? 0 : LABEL)}${cells.join("")}`;
}

function shorten(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`;
}

/** Breaks a line at spaces, and indents what follows. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
