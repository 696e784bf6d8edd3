import { bottom, right, type Point, type Rect } from "../../picture/geometry";
import { layoutOf, type Layout } from "../../picture/layout";
import { widthOf } from "../../picture/letters";
import { BOX, FONTS, headOf, measured } from "../../picture/measures";
import { pictureOf } from "../../picture/picture";
import type { Picture } from "../../picture/types";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { PROJECT_DIR } from "./plans";

const plans = new Map<string, Promise<Plan>>();

/** The plan of a shipped stack as a picture needs it, with overrides of its config; made once. */
export function drawablePlan(stack: string, ...set: readonly string[]): Promise<Plan> {
  const key = JSON.stringify([stack, ...set]);
  const plan =
    plans.get(key) ?? planStack({ projectDir: PROJECT_DIR, stack, set, digestKey: "key" });
  plans.set(key, plan);
  return plan;
}

export async function picturedStack(stack: string, ...set: readonly string[]): Promise<Picture> {
  return pictureOf(await drawablePlan(stack, ...set));
}

/** `People -> Load Balancer: HTTPS` for every link, `..>` where it only helps; sorted. */
export function linksOf({ areas, parts, links }: Picture): string[] {
  const title = (id: string): string =>
    [...areas, ...parts].find((each) => each.id === id)?.title ?? `nothing called ${id}`;
  return links
    .map(
      ({ from, to, label, kind }) =>
        `${title(from)} ${kind === "traffic" ? "->" : "..>"} ${title(to)}: ${label}`,
    )
    .sort();
}

/** What is wrong with where a picture's parts, areas, links and texts are. */
export async function brokenRules(picture: Picture): Promise<string[]> {
  const layout = await layoutOf(picture);
  return [...boxes(layout), ...frames(layout), ...lines(layout), ...texts(picture, layout)];
}

function boxes({ parts, width, height }: Layout): string[] {
  const whole = { x: 0, y: 0, width, height };
  return [
    ...pairs(parts).flatMap(([a, b]) =>
      overlap(a.rect, b.rect) ? [`${a.part.title} and ${b.part.title} overlap`] : [],
    ),
    ...parts.flatMap(({ part, rect }) =>
      within(rect, whole) ? [] : [`${part.title} is beyond the picture`],
    ),
  ];
}

/** Each part and area stands in its own area, and no other meets it. */
function frames({ areas, parts }: Layout): string[] {
  const of = new Map(areas.map(({ area, rect }) => [area.id, rect]));
  const standing = [
    ...parts.map(({ part, rect }) => ({ ...part, rect })),
    ...areas.map(({ area, rect }) => ({ ...area, rect })),
  ];
  const chain = (id: string | undefined): string[] =>
    id === undefined ? [] : [id, ...chain(areas.find(({ area }) => area.id === id)?.area.area)];
  return standing.flatMap(({ id, title, area, rect }) => {
    const around = chain(area);
    return areas.flatMap((other) => {
      if (other.area.id === id || chain(other.area.id).includes(id)) return [];
      const frame = of.get(other.area.id) ?? rect;
      if (!around.includes(other.area.id)) {
        return overlap(rect, frame) ? [`${title} meets ${other.area.title}`] : [];
      }
      return within(rect, frame) ? [] : [`${title} is not in ${other.area.title}`];
    });
  });
}

/** Links run in right angles from border to border, and through no box on their way. */
function lines({ links, parts }: Layout): string[] {
  const of = new Map(parts.map(({ part, rect }) => [part.id, rect]));
  return links.flatMap(({ link, points }) => {
    const name = `${link.from} to ${link.to}`;
    const [start, end] = [points[0], points.at(-1)];
    const [from, to] = [of.get(link.from), of.get(link.to)];
    if (!start || !end || !from || !to) return [`${name} has no ends`];
    return [
      ...(onBorder(start, from) && onBorder(end, to) ? [] : [`${name} does not reach its ends`]),
      ...segments(points).flatMap(([a, b]) => {
        if (a[0] !== b[0] && a[1] !== b[1]) return [`${name} is askew`];
        const box = around(a, b);
        return parts.flatMap(({ part, rect }) =>
          overlap(box, rect) ? [`${name} runs through ${part.title}`] : [],
        );
      }),
    ];
  });
}

function texts({ areas }: Picture, layout: Layout): string[] {
  const room = BOX.width - BOX.sign - 2 * BOX.padding;
  const labels = layout.links.flatMap(({ link, label }) =>
    label ? [{ text: link.label, rect: label }] : [],
  );
  return [
    ...layout.parts.flatMap(({ part, rect }) => {
      const { title, lines, height } = measured(part);
      const wide = [
        ...title.map((line) => [line, widthOf(line, FONTS.title)] as const),
        ...lines.map((line) => [line, widthOf(line, FONTS.line)] as const),
      ];
      return [
        ...wide.flatMap(([line, width]) => (width > room ? [`${line} is too wide`] : [])),
        ...(Math.abs(height - rect.height) < SLACK
          ? []
          : [`${part.title} is not as high as its text`]),
      ];
    }),
    ...layout.areas.flatMap(({ area, rect }) =>
      headOf(area, areas).lines.flatMap((line) =>
        widthOf(line, FONTS.area) <= rect.width ? [] : [`${line} is wider than its area`],
      ),
    ),
    ...labels.flatMap(({ text, rect }) => [
      ...(widthOf(text, FONTS.link) <= rect.width ? [] : [`${text} is wider than its label`]),
      ...layout.parts.flatMap(({ part, rect: box }) =>
        overlap(rect, box) ? [`the label ${text} meets ${part.title}`] : [],
      ),
    ]),
    ...pairs(labels).flatMap(([a, b]) =>
      overlap(a.rect, b.rect) ? [`the labels ${a.text} and ${b.text} meet`] : [],
    ),
  ];
}

function pairs<T>(all: readonly T[]): (readonly [T, T])[] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));
}

/** ELK counts in fractions of a pixel. */
const SLACK = 0.5;

function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < right(b) - SLACK &&
    b.x < right(a) - SLACK &&
    a.y < bottom(b) - SLACK &&
    b.y < bottom(a) - SLACK
  );
}

function within(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x - SLACK &&
    inner.y >= outer.y - SLACK &&
    right(inner) <= right(outer) + SLACK &&
    bottom(inner) <= bottom(outer) + SLACK
  );
}

function onBorder([x, y]: Point, rect: Rect): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= SLACK;
  const inside =
    x >= rect.x - SLACK &&
    x <= right(rect) + SLACK &&
    y >= rect.y - SLACK &&
    y <= bottom(rect) + SLACK;
  const onEdge =
    near(x, rect.x) || near(x, right(rect)) || near(y, rect.y) || near(y, bottom(rect));
  return inside && onEdge;
}

function segments(points: readonly Point[]): (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point] as const);
}

/** What a line covers but for its ends, which touch the boxes that they are at. */
function around([ax, ay]: Point, [bx, by]: Point): Rect {
  const [width, height] = [Math.abs(ax - bx), Math.abs(ay - by)];
  const thick = (length: number): number => (length === 0 ? 1.6 : length);
  return {
    x: Math.min(ax, bx) - (width === 0 ? 0.8 : 0),
    y: Math.min(ay, by) - (height === 0 ? 0.8 : 0),
    width: thick(width),
    height: thick(height),
  };
}
