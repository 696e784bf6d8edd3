import { scaleLinear, scaleLog } from "d3-scale";
import type { Box } from "./chart";
import { element, pathOf, text } from "./svg";
import { GRID, MUTED } from "./style";

export interface Axis {
  readonly label: string;
  readonly domain: readonly [low: number, high: number];
  /** On a log axis, the domain is above 0. */
  readonly kind: "linear" | "log";
  /** How a tick's value is written. */
  readonly format: (value: number) => string;
  /** The values that have a tick; round ones by default. */
  readonly ticks?: readonly number[];
}

/** From a value to a pixel. What lies outside the domain is drawn at its edge. */
export type Scale = (value: number) => number;

/** Ticks of an axis, at the most. */
const TICKS = 6;

export function scaleOf({ kind, domain }: Axis, pixels: readonly [number, number]): Scale {
  const scale = kind === "log" ? scaleLog() : scaleLinear();
  return scale.domain(domain).range(pixels).clamp(true);
}

/** Where an axis has ticks. */
export function ticksOf({ kind, domain, ticks }: Axis): readonly number[] {
  if (ticks) return ticks;
  if (kind === "linear") return scaleLinear().domain(domain).ticks(TICKS);
  const all = scaleLog().domain(domain).ticks();
  for (const leading of [[1, 2, 5], [1]]) {
    const few = all.filter((value) => leading.includes(Math.round(value / powerOf(value))));
    if (few.length <= TICKS + 2) return few;
  }
  return all.filter((value) => powerOf(value) === value);
}

/** The power of ten at or below a value. */
function powerOf(value: number): number {
  return 10 ** Math.floor(Math.log10(value) + 1e-9);
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
  readonly xs: Scale;
  readonly ys: Scale;
  readonly box: Box;
}

const SIZE = 11;

/** The grid, the ticks and their labels around a plot's box. */
export function drawAxes({ x, y, xs, ys, box }: Axes): string {
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const rows = ticksOf(y).flatMap((value) => {
    const at = ys(value);
    return [
      line(box.x, at, right, at, GRID),
      text(y.format(value), { ...label, x: box.x - 6, y: at + 4, "text-anchor": "end" }),
    ];
  });
  const columns = ticksOf(x).flatMap((value) => {
    const at = xs(value);
    return [
      line(at, bottom, at, bottom + 4, MUTED),
      text(x.format(value), { ...label, x: at, y: bottom + 16, "text-anchor": "middle" }),
    ];
  });
  const middle = box.y + box.height / 2;
  return [
    ...rows,
    ...columns,
    line(box.x, bottom, right, bottom, MUTED),
    text(x.label, { ...label, x: box.x + box.width / 2, y: bottom + 33, "text-anchor": "middle" }),
    text(y.label, {
      ...label,
      "text-anchor": "middle",
      transform: `translate(${box.x - 42},${middle}) rotate(-90)`,
    }),
  ].join("");
}

const label = { "font-size": SIZE, fill: MUTED };

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  const d = pathOf([
    [x1, y1],
    [x2, y2],
  ]);
  return element("path", { d, stroke, "stroke-width": 1 });
}
