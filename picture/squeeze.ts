import { headOf } from "./measures";
import type { Point, Rect } from "./geometry";
import type { Layout } from "./layout";

/** The most that stays of a gap in which nothing is but lines that run through it, in pixels. */
const MOST = 18;

/**
 * The layout without its empty bands: where across the whole picture there is nothing but lines that run
 * straight on, what is beyond moves closer. The order of everything stays, so nothing comes to overlap.
 */
export function squeezed(layout: Layout): Layout {
  const x = shifter(spans(layout, "x", "width", 0));
  const y = shifter(spans(layout, "y", "height", 1));
  const rect = (old: Rect): Rect => ({
    x: x(old.x),
    y: y(old.y),
    width: x(old.x + old.width) - x(old.x),
    height: y(old.y + old.height) - y(old.y),
  });
  return {
    width: x(layout.width),
    height: y(layout.height),
    areas: layout.areas.map((each) => ({ ...each, rect: rect(each.rect) })),
    parts: layout.parts.map((each) => ({ ...each, rect: rect(each.rect) })),
    links: layout.links.map(({ points, label, ...each }) => ({
      ...each,
      points: points.map(([px, py]): Point => [x(px), y(py)]),
      ...(label && { label: rect(label) }),
    })),
  };
}

type Span = readonly [from: number, to: number];

/** What takes room in one direction. */
function spans(
  { areas, parts, links }: Layout,
  start: "x" | "y",
  size: "width" | "height",
  axis: 0 | 1,
): Span[] {
  const whole = ({ ...rect }: Rect): Span => [rect[start], rect[start] + rect[size]];
  const edges = areas.flatMap(({ area, rect }): Span[] => {
    const [from, to] = whole(rect);
    const head =
      axis === 1
        ? headOf(
            area,
            areas.map((each) => each.area),
          ).height
        : 1;
    return [
      [from, from + head],
      [to - 1, to],
    ];
  });
  const bends = links.flatMap(({ points }) =>
    points.map((point): Span => [point[axis], point[axis]]),
  );
  const labels = links.flatMap(({ label }) => (label ? [whole(label)] : []));
  return [...parts.map(({ rect }) => whole(rect)), ...edges, ...bends, ...labels];
}

/** Where a coordinate is once the first span begins at 0 and every gap between spans is at most so wide. */
function shifter(all: readonly Span[]): (at: number) => number {
  const sorted = [...all].sort(([a], [b]) => a - b);
  const origin = sorted[0]?.[0] ?? 0;
  const gaps: { readonly to: number; readonly cut: number }[] = [];
  let end = origin;
  for (const [from, to] of sorted) {
    if (from - end > MOST) gaps.push({ to: from, cut: from - end - MOST });
    end = Math.max(end, to);
  }
  return (at) => gaps.reduce((moved, { to, cut }) => (at >= to ? moved - cut : moved), at - origin);
}
