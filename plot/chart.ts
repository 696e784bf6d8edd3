import { drawAxes, scaleOf, type Axis, type Scale } from "./axes";
import { element, pathOf, text } from "./svg";
import { MUTED, TEXT } from "./style";

/** One plot: what is drawn, in the units of its axes. Later marks lie above earlier ones. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
}

interface Named {
  /** Its name in the legend; a mark without one is left out there. */
  readonly label?: string;
  readonly colour: string;
}

/** A line through points; where y is undefined it is broken. */
export interface Line extends Named {
  readonly kind: "line";
  readonly points: readonly (readonly [x: number, y: number | undefined])[];
  readonly dashed?: boolean;
}

/** A surface between two heights. */
export interface Area extends Named {
  readonly kind: "area";
  readonly points: readonly (readonly [x: number, low: number, high: number])[];
}

export type Mark = Line | Area;

/** A part of the drawing, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 46, right: 14, bottom: 42, left: 54 };
/** Rough width of a letter as a share of its size, which no program can know without the font. */
const LETTER = 0.52;
const LEGEND_SIZE = 11;
const SWATCH = 12;

export function drawChart({ title, x, y, marks }: Chart, box: Box): string {
  const inner = {
    x: box.x + MARGIN.left,
    y: box.y + MARGIN.top,
    width: box.width - MARGIN.left - MARGIN.right,
    height: box.height - MARGIN.top - MARGIN.bottom,
  };
  const xs = scaleOf(x, [inner.x, inner.x + inner.width]);
  const ys = scaleOf(y, [inner.y + inner.height, inner.y]);
  return element(
    "g",
    {},
    text(title, { x: box.x + 8, y: box.y + 16, "font-size": 13, "font-weight": 600, fill: TEXT }),
    legend(marks, inner.x, box.y + 34),
    drawAxes({ x, y, xs, ys, box: inner }),
    ...marks.map((mark) => drawMark(mark, xs, ys)),
  );
}

function drawMark(mark: Mark, xs: Scale, ys: Scale): string {
  if (mark.kind === "area") {
    const top = mark.points.map(([x, , high]) => [xs(x), ys(high)] as const);
    const bottom = mark.points.map(([x, low]) => [xs(x), ys(low)] as const).reverse();
    return element("path", { d: `${pathOf([...top, ...bottom])}Z`, fill: mark.colour });
  }
  const points = mark.points.map(([x, y]) =>
    y === undefined ? undefined : ([xs(x), ys(y)] as const),
  );
  return element("path", {
    d: pathOf(points),
    fill: "none",
    stroke: mark.colour,
    "stroke-width": 1.75,
    "stroke-linejoin": "round",
    // A point between two gaps is a dot.
    "stroke-linecap": "round",
    "stroke-dasharray": mark.dashed ? "5 4" : undefined,
  });
}

function legend(marks: readonly Mark[], left: number, y: number): string {
  let x = left;
  const entries: string[] = [];
  for (const { label, colour, ...mark } of marks) {
    if (label === undefined) continue;
    entries.push(
      mark.kind === "area"
        ? element("rect", { x, y: y - 9, width: SWATCH, height: 10, rx: 2, fill: colour })
        : element("path", {
            d: pathOf([
              [x, y - 4],
              [x + SWATCH, y - 4],
            ]),
            stroke: colour,
            "stroke-width": 2.5,
            "stroke-dasharray": mark.dashed ? "4 2" : undefined,
          }),
      text(label, { x: x + SWATCH + 4, y, "font-size": LEGEND_SIZE, fill: MUTED }),
    );
    x += SWATCH + 4 + label.length * LEGEND_SIZE * LETTER + 14;
  }
  return entries.join("");
}
