import { drawChart, type Chart } from "./chart";
import { element, escaped, text } from "./svg";
import { FONT, MUTED, TEXT } from "./style";

/** Charts side by side in rows of two, under one heading. */
export interface Figure {
  readonly title: string;
  /** Lines below the title. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
}

const WIDTH = 960;
const COLUMNS = 2;
const CHART_HEIGHT = 270;
const PADDING = 16;
const LINE = 18;

/** A whole SVG document: it names no other file, and needs no script. */
export function drawFigure({ title, notes, charts }: Figure): string {
  const head = PADDING + 26 + notes.length * LINE + 8;
  const height = head + Math.ceil(charts.length / COLUMNS) * CHART_HEIGHT + PADDING;
  const width = (WIDTH - 2 * PADDING) / COLUMNS;
  const drawn = charts.map((chart, index) =>
    drawChart(chart, {
      x: PADDING + (index % COLUMNS) * width,
      y: head + Math.floor(index / COLUMNS) * CHART_HEIGHT,
      width,
      height: CHART_HEIGHT,
    }),
  );
  const heading = [
    text(title, {
      x: PADDING + 8,
      y: PADDING + 20,
      "font-size": 19,
      "font-weight": 600,
      fill: TEXT,
    }),
    ...notes.map((note, index) =>
      text(note, {
        x: PADDING + 8,
        y: PADDING + 26 + (index + 0.8) * LINE,
        "font-size": 12,
        fill: MUTED,
      }),
    ),
  ];
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    "font-family": FONT,
    role: "img",
  };
  const described = [
    element("title", {}, escaped(title)),
    element("desc", {}, escaped(notes.join(" "))),
    element("rect", { width: "100%", height: "100%", fill: "#ffffff" }),
  ];
  return `${element("svg", root, ...described, ...heading, ...drawn)}\n`;
}
