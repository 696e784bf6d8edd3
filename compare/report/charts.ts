import { plain } from "../../load/format";
import type { Axis } from "../../plot/axes";
import type { Area, Chart, Line } from "../../plot/chart";
import { COLOURS, TEXT } from "../../plot/style";
import type { OptionId } from "../options/kinds";
import { ENOUGH, servedInTime, type Result } from "../options/verdict";
import type { Point, Study } from "../study";
import { compact, dollars } from "./words";

/** A colour for each option that is drawn as a line; the mixed ones are left out of these. */
const LINES: Readonly<Partial<Record<OptionId, string>>> = {
  "aws-eks": COLOURS.blue,
  "aws-ecs": COLOURS.green,
  "aws-lambda": COLOURS.orange,
  "azure-aks": COLOURS.red,
  "azure-functions": COLOURS.purple,
};

/** Every plot of the report, in its order. */
export function reportCharts({ comparison, byVolume, byLength, meanReply }: Study): Chart[] {
  const { results } = comparison;
  const lines = results.filter(({ kind }) => LINES[kind.id] !== undefined);
  return [
    ...lines.map(loadChart),
    overTime("Replicas or instances", "at once", lines, "units"),
    overTime(
      "Nodes",
      "at once",
      lines.filter(({ outcome }) => outcome.capacity.nodes !== undefined),
      "nodes",
    ),
    overTime("Longest wait for the first words", "seconds", lines, "worst"),
    overTime("Lost chats, by the time they came", "chats in each step", lines, "lost"),
    percentileChart(results),
    costChart(results),
    breakEven("Cost by traffic", "chats a month", byVolume, (point) => chatsAMonth(point)),
    breakEven(
      "Cost by length of a reply",
      "seconds of a mean reply",
      byLength,
      ({ factor }) => meanReply * factor,
    ),
  ];
}

function hours(result: Result): { step: number; axis: Axis } {
  const { step, busy } = result.outcome.series;
  const end = step * busy.length;
  const unit = end >= 4 * 3600 ? 3600 : 60;
  const axis: Axis = {
    label: unit === 3600 ? "hours" : "minutes",
    kind: "linear",
    domain: [0, end / unit],
    format: plain,
  };
  return { step: step / unit, axis };
}

function loadChart(result: Result): Chart {
  const { busy, places } = result.outcome.series;
  const { step, axis } = hours(result);
  const top = Math.max(1, ...busy, ...places) * 1.05;
  return {
    title: `${result.kind.title}: chats, and places for them`,
    x: axis,
    y: { label: "chats at once", kind: "linear", domain: [0, top], format: compact },
    marks: [
      {
        kind: "area",
        label: "in the works or waiting",
        colour: COLOURS.sky,
        points: Array.from(busy, (value, at) => [(at + 0.5) * step, 0, value] as const),
      },
      {
        kind: "line",
        label: "places",
        colour: TEXT,
        points: Array.from(places, (value, at) => [(at + 0.5) * step, value] as const),
      },
    ],
  };
}

function overTime(
  title: string,
  label: string,
  results: readonly Result[],
  of: "units" | "nodes" | "worst" | "lost",
): Chart {
  const [first] = results;
  const x: Axis = first
    ? hours(first).axis
    : { label: "hours", kind: "linear", domain: [0, 1], format: plain };
  const top = Math.max(1, ...results.flatMap(({ outcome }) => [Math.max(...outcome.series[of])]));
  const marks = results.map((result): Line => {
    const { step } = hours(result);
    const points = Array.from(
      result.outcome.series[of],
      (y, at) => [(at + 0.5) * step, y] as const,
    );
    return { kind: "line", label: result.kind.title, colour: colourOf(result), points };
  });
  return {
    title,
    x,
    y: { label, kind: "linear", domain: [0, top * 1.05], format: compact },
    marks,
  };
}

function colourOf({ kind }: Result): string {
  return LINES[kind.id] ?? COLOURS.grey;
}

/** Bars of a number of parts each, one above the other. */
function bars(
  title: string,
  y: Pick<Axis, "label" | "format">,
  results: readonly Result[],
  parts: readonly { label: string; colour: string; of: (result: Result) => number }[],
  stacked: boolean,
): Chart {
  const marks = parts.flatMap(({ label, colour, of }, part) =>
    results.map((result, at): Area => {
      const low = stacked
        ? parts.slice(0, part).reduce((sum, each) => sum + each.of(result), 0)
        : 0;
      const width = stacked ? 0.7 : 0.7 / parts.length;
      const left = at - 0.35 + (stacked ? 0 : part * width);
      const high = low + of(result);
      const points = [
        [left, low, high],
        [left + width, low, high],
      ] as const;
      return { kind: "area", colour, points, ...(at === 0 && { label }) };
    }),
  );
  const top = Math.max(...marks.flatMap(({ points }) => points.map(([, , high]) => high)), 0.1);
  return {
    title,
    x: {
      label: "",
      kind: "linear",
      domain: [-0.5, results.length - 0.5],
      ticks: results.map((_, at) => at),
      format: (at) => results[at]?.kind.short ?? "",
    },
    y: { ...y, kind: "linear", domain: [0, top * 1.05] },
    marks: marks,
  };
}

function percentileChart(results: readonly Result[]): Chart {
  const of = (name: "p50" | "p95" | "p99") => (result: Result) =>
    result.outcome.firstWords?.[name] ?? 0;
  return bars(
    "Time to the first words",
    { label: "seconds", format: compact },
    results,
    [
      { label: "p50", colour: COLOURS.sky, of: of("p50") },
      { label: "p95", colour: COLOURS.blue, of: of("p95") },
      { label: "p99", colour: COLOURS.orange, of: of("p99") },
    ],
    false,
  );
}

function costChart(results: readonly Result[]): Chart {
  return bars(
    "Cost of a month",
    { label: "US dollars", format: compact },
    results,
    [
      { label: "base", colour: COLOURS.grey, of: ({ bill }) => bill.parts.base },
      { label: "machines that scale", colour: COLOURS.blue, of: ({ bill }) => bill.parts.machines },
      { label: "functions", colour: COLOURS.orange, of: ({ bill }) => bill.parts.functions },
    ],
    true,
  );
}

function chatsAMonth({ results }: Point): number {
  const [first] = results;
  if (first === undefined || first.bill.perThousand === 0) return 1;
  return (1000 * first.bill.month) / first.bill.perThousand;
}

/** Where an option serves too few chats, its line is broken: it is no choice there. */
function breakEven(
  title: string,
  label: string,
  points: readonly Point[],
  at: (point: Point) => number,
): Chart {
  const ids = (points[0]?.results ?? []).filter(({ kind }) => LINES[kind.id] !== undefined);
  const marks = ids.map(({ kind }): Line => ({
    kind: "line",
    label: kind.title,
    colour: LINES[kind.id] ?? COLOURS.grey,
    points: points.map((point) => {
      const result = point.results.find((each) => each.kind.id === kind.id);
      const enough = result && servedInTime(result) >= ENOUGH;
      return [at(point), enough ? Math.max(0.1, result.bill.month) : undefined] as const;
    }),
  }));
  const xs = points.map(at);
  const ys = marks.flatMap(({ points: line }) =>
    line.flatMap(([, y]) => (y === undefined ? [] : [y])),
  );
  return {
    title: `${title} (broken where fewer than 99 % are served in time)`,
    x: { label, kind: "log", domain: domainOf(xs), format: compact },
    y: { label: "US dollars a month", kind: "log", domain: domainOf(ys), format: dollars },
    marks,
  };
}

function domainOf(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values, Infinity);
  const high = Math.max(...values, -Infinity);
  if (!(low > 0) || high <= low) return [1, 10];
  return [low / 1.1, high * 1.1];
}
