/** A rectangle, in pixels from the top left. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

export const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

export function right({ x, width }: Rect): number {
  return x + width;
}

export function bottom({ y, height }: Rect): number {
  return y + height;
}

/** The smallest rectangle around all. */
export function around(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return NOWHERE;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map(right)) - x,
    height: Math.max(...rects.map(bottom)) - y,
  };
}

/** A point with some room around it. */
export function roomAt([x, y]: Point, by: number): Rect {
  return { x: x - by, y: y - by, width: 2 * by, height: 2 * by };
}

export function contains(rect: Rect, [x, y]: Point): boolean {
  return x > rect.x && x < right(rect) && y > rect.y && y < bottom(rect);
}

/** Less than this much askew is meant to be straight, in pixels. */
const ASKEW = 1;

/** A line whose every part is level or upright, where it was so but for what nobody sees. */
export function squared(points: readonly Point[]): Point[] {
  const done: Point[] = [];
  for (const [x, y] of points) {
    const [px, py] = done.at(-1) ?? [x, y];
    done.push([Math.abs(x - px) < ASKEW ? px : x, Math.abs(y - py) < ASKEW ? py : y]);
  }
  return done;
}

/** Sideways steps up to this width at the ends of a line are taken out, in pixels. */
const STEP = 12;
/** The room that a line keeps to what is beside it, in pixels. */
const BESIDE = 6;

/**
 * A line of right angles without a small step beside its start or its end.
 * @param boxes what it must not run into
 */
export function straightened(points: readonly Point[], boxes: readonly Rect[]): readonly Point[] {
  const half = withoutFirstStep(points, boxes);
  return withoutFirstStep(half.toReversed(), boxes).toReversed();
}

function withoutFirstStep(points: readonly Point[], boxes: readonly Rect[]): readonly Point[] {
  const [start, from, to, next, ...rest] = points;
  if (!start || !from || !to || !next) return points;
  const isStep =
    start[0] === from[0] &&
    from[1] === to[1] &&
    to[0] === next[0] &&
    Math.abs(to[0] - from[0]) <= STEP;
  const [low, high] = [start[1], next[1]].sort((a, b) => a - b);
  const isFree = boxes.every(
    (box) =>
      to[0] < box.x - BESIDE ||
      to[0] > right(box) + BESIDE ||
      bottom(box) <= (low ?? 0) + 1 ||
      box.y >= (high ?? 0) - 1,
  );
  return isStep && isFree ? [[to[0], start[1]], next, ...rest] : points;
}
