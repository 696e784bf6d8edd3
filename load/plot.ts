import type { Axis } from "../plot/axes";
import type { Area, Chart, Line } from "../plot/chart";
import { drawFigure } from "../plot/figure";
import { COLOURS, TEXT } from "../plot/style";
import { count, milliseconds, percent, plain } from "./format";
import type { LoadReport, Series, Step } from "./report";
import { describeRun } from "./table";

/** The report as an SVG document: what was asked, what came of it, and how fast. */
export function loadPlot(report: LoadReport): string {
  const { run, chats, firstToken } = report;
  const served = `${percent(chats.complete, chats.due)} of ${count(chats.due)} chats complete`;
  const speed = firstToken
    ? `first token ${milliseconds(firstToken.p50)} ms (p50), ${milliseconds(firstToken.p99)} ms (p99)`
    : "no token came";
  return drawFigure({
    title: `${served}, ${speed}`,
    notes: [`${describeRun(run)}, seed ${run.seed}, to ${run.urls.join(" and ")}`],
    charts: [
      chatsChart(report.series),
      firstTokenChart(report.series),
      openChart(report.series),
      percentileChart(report),
    ],
  });
}

function chatsChart(series: Series): Chart {
  const rate = (value: number): number => value / series.step;
  const layers: readonly { label: string; colour: string; of: (step: Step) => number }[] = [
    { label: "complete", colour: COLOURS.sky, of: ({ complete }) => complete },
    { label: "refused (429, 503)", colour: COLOURS.orange, of: ({ shed }) => shed },
    { label: "failed or truncated", colour: COLOURS.red, of: ({ failed }) => failed },
  ];
  const below = series.steps.map(() => 0);
  const areas = layers.map(({ label, colour, of }): Area => {
    const points = series.steps.flatMap((step, index) => {
      const low = below[index] ?? 0;
      const high = low + of(step);
      below[index] = high;
      return edges(series, index).map((at) => [at, rate(low), rate(high)] as const);
    });
    return { kind: "area", label, colour, points };
  });
  const due: Line = {
    kind: "line",
    label: "due",
    colour: TEXT,
    points: series.steps.flatMap((step, index) =>
      edges(series, index).map((at) => [at, rate(step.due)] as const),
    ),
  };
  const top = Math.max(...series.steps.map((step) => rate(step.due)));
  return {
    title: "Chats, by the time they were due",
    x: seconds(series),
    y: fromZero("chats per second", top),
    // What nothing came of would only fill the legend.
    marks: [...areas.filter(({ points }) => points.some(([, low, high]) => high > low)), due],
  };
}

function firstTokenChart(series: Series): Chart {
  const line = (label: string, colour: string, of: "p50" | "p99"): Line => ({
    kind: "line",
    label,
    colour,
    points: series.steps.map((step, index) => [middle(series, index), step.firstToken?.[of]]),
  });
  const values = series.steps.flatMap(({ firstToken }) =>
    firstToken ? [firstToken.p50, firstToken.p99] : [],
  );
  return {
    title: "Time to first token, by the time the chat was due",
    x: seconds(series),
    y: latency(values),
    marks: [line("p99", COLOURS.orange, "p99"), line("p50", COLOURS.blue, "p50")],
  };
}

function openChart(series: Series): Chart {
  const points = series.steps.flatMap(({ open }, index) =>
    edges(series, index).map((at) => [at, 0, open] as const),
  );
  const top = Math.max(...series.steps.map(({ open }) => open));
  return {
    title: "Most streams open at once",
    x: seconds(series),
    y: fromZero("streams", top),
    marks: [{ kind: "area", colour: COLOURS.sky, points }],
  };
}

/** Nines have equal widths: where a service is slow for a few, the line bends up at the right. */
function percentileChart({ firstTokenCurve }: LoadReport): Chart {
  const nines = (share: number): number => -Math.log10(1 - share / 100);
  const ticks = [0, 50, 90, 99, 99.9, 99.99, 99.999];
  const last = Math.max(1, ...firstTokenCurve.map(([share]) => nines(share)));
  const shown = ticks.filter((tick) => nines(tick) <= last);
  return {
    title: "Time to first token that so many chats did not exceed",
    x: {
      label: "percent of chats",
      kind: "linear",
      domain: [0, last],
      ticks: shown.map(nines),
      format: (at) => plainPercent(100 * (1 - 10 ** -at)),
    },
    y: latency(firstTokenCurve.map(([, value]) => value)),
    marks: [
      {
        kind: "line",
        colour: COLOURS.blue,
        points: firstTokenCurve.map(([share, value]) => [nines(share), value]),
      },
    ],
  };
}

function plainPercent(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** Where a step begins and ends, in seconds. */
function edges({ step }: Series, index: number): readonly number[] {
  return [index * step, (index + 1) * step];
}

function middle({ step }: Series, index: number): number {
  return (index + 0.5) * step;
}

function seconds({ step, steps }: Series): Axis {
  const domain = [0, step * steps.length] as const;
  return { label: "seconds", kind: "linear", domain, format: plain };
}

function fromZero(label: string, top: number): Axis {
  return { label, kind: "linear", domain: [0, Math.max(1, top) * 1.05], format: plain };
}

/** Times that differ much share a plot only on a log axis. */
const MUCH = 20;

function latency(values: readonly number[]): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const label = "milliseconds";
  if (values.length > 0 && high / low > MUCH) {
    const domain = [round(low, Math.floor), round(high, Math.ceil)] as const;
    return { label, kind: "log", domain, format: plain };
  }
  return { label, kind: "linear", domain: [0, Math.max(0.1, high) * 1.05], format: plain };
}

/** The next value of one digit: below by Math.floor, above by Math.ceil. */
function round(value: number, direction: (value: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return direction(value / power) * power;
}
