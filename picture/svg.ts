import { FONT } from "../plot/style";
import { element, escaped, pathOf, text } from "../plot/svg";
import { contains, type Point, type Rect } from "./geometry";
import type { Layout } from "./layout";
import { widthOf } from "./letters";
import { AREA, BOX, FONTS, headOf, measured } from "./measures";
import { SIGNS } from "./signs";
import { styleSheet } from "./style";
import type { Area, Link, Part, Picture } from "./types";

const MARGIN = 12;
const HEAD = 60;
/** The radius of the corners of links. */
const CORNER = 8;
const TITLE_SIZE = 17;
const LEGEND = "Solid: chats and events. Dashed: what they need.";

/** A picture as a whole SVG document: it names no other file, and needs no script. */
export function pictureSvg(picture: Picture, layout: Layout): string {
  const [titleFont, lineFont] = [{ size: TITLE_SIZE, bold: true }, FONTS.line];
  const titles = [widthOf(picture.title, titleFont), widthOf(LEGEND, lineFont)];
  const width = Math.ceil(Math.max(layout.width, ...titles) + 2 * MARGIN);
  const height = Math.ceil(layout.height + HEAD + MARGIN);
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-labelledby": "title desc",
  };
  const left = MARGIN + (width - 2 * MARGIN - layout.width) / 2;
  const drawn = [
    ...layout.areas.map(({ area, rect }) => frame(rect, depthOf(area, picture))),
    ...layout.links.map(({ link, points }) => drawLink(link, points)),
    ...layout.areas.map(({ area, rect }) => drawName(area, rect, picture)),
    ...layout.parts.map(({ part, rect }) => drawPart(part, rect)),
    ...layout.links.map(({ points }) => drawHead(points)),
    ...layout.links.map(({ link, label }) =>
      label ? drawLabel(link, label, depthAt(label, layout, picture)) : "",
    ),
  ];
  return `${element(
    "svg",
    root,
    element("title", { id: "title" }, escaped(picture.title)),
    element("desc", { id: "desc" }, escaped(described(picture))),
    element("style", {}, styleSheet(FONT)),
    element("rect", { class: "d0", width, height, rx: 6 }),
    text(picture.title, {
      class: "title",
      x: MARGIN + 4,
      y: 27,
      "font-size": TITLE_SIZE,
      "font-weight": 600,
    }),
    text(LEGEND, { class: "line", x: MARGIN + 4, y: 45, "font-size": FONTS.line.size }),
    element("g", { transform: `translate(${left},${HEAD})` }, ...drawn),
  )}\n`;
}

/** The same in words, for who does not see it: who talks to whom. */
function described({ parts, links }: Picture): string {
  const name = (id: string): string => parts.find((part) => part.id === id)?.title ?? id;
  return links.map(({ from, to, label }) => `${name(from)} to ${name(to)}: ${label}.`).join(" ");
}

/** How many areas an area is in, itself included. */
function depthOf({ area }: Area, { areas, ...rest }: Picture): number {
  const outer = areas.find(({ id }) => id === area);
  return outer ? 1 + depthOf(outer, { areas, ...rest }) : 1;
}

/** How many areas are around the middle of a rectangle. */
function depthAt({ x, y, width, height }: Rect, { areas }: Layout, picture: Picture): number {
  const middle: Point = [x + width / 2, y + height / 2];
  const around = areas.filter(({ rect }) => contains(rect, middle));
  return Math.max(0, ...around.map(({ area }) => depthOf(area, picture)));
}

function frame({ x, y, width, height }: Rect, depth: number): string {
  return element("rect", { class: `area d${depth}`, x, y, width, height, rx: 8 });
}

/** The title of an area, above the links that come in at its top. */
function drawName(area: Area, { x, y }: Rect, picture: Picture): string {
  const { size } = FONTS.area;
  const lines = headOf(area, picture.areas).lines.map((line, index) => {
    const at = { x: x + AREA.padding - 3, y: y + 8 + index * AREA.line };
    const width = widthOf(line, FONTS.area) + 6;
    return element(
      "g",
      {},
      element("rect", { class: `d${depthOf(area, picture)}`, ...at, width, height: size + 4 }),
      text(line, { class: "name", x: at.x + 3, y: at.y + size - 0.5, "font-size": size }),
    );
  });
  return lines.join("");
}

function drawPart(part: Part, { x, y, width, height }: Rect): string {
  const { title, lines } = measured(part);
  const left = x + BOX.padding + BOX.sign;
  let at = y + BOX.padding + 10;
  const texts: string[] = [];
  for (const line of title) {
    texts.push(
      text(line, {
        class: "title",
        x: left,
        y: at,
        "font-size": FONTS.title.size,
        "font-weight": 600,
      }),
    );
    at += BOX.titleLine;
  }
  for (const line of lines) {
    texts.push(text(line, { class: "line", x: left, y: at, "font-size": FONTS.line.size }));
    at += BOX.line;
  }
  return element(
    "g",
    { class: part.kind },
    element("rect", { class: "box", x, y, width, height, rx: 6, "stroke-width": 1.25 }),
    element("path", {
      class: "sign",
      d: SIGNS[part.kind],
      transform: `translate(${x + BOX.padding - 1},${y + BOX.padding - 2})`,
      fill: "none",
      "stroke-width": 1.4,
      "stroke-linejoin": "round",
      "stroke-linecap": "round",
    }),
    ...texts,
  );
}

/** The length of an arrow's head. */
const ARROW = 7;

type Points = readonly Point[];

function drawLink({ kind }: Link, points: Points): string {
  const base = baseOf(points);
  if (!base) return "";
  return element("path", {
    class: "link",
    d: rounded([...points.slice(0, -1), base.at]),
    fill: "none",
    "stroke-width": kind === "traffic" ? 1.6 : 1.1,
    "stroke-dasharray": kind === "traffic" ? undefined : "4 3",
  });
}

function drawHead(points: Points): string {
  const [end, base] = [points.at(-1), baseOf(points)];
  if (!end || !base) return "";
  const { at, dx, dy } = base;
  const half = ARROW / 2 + 0.5;
  const corners = [
    end,
    [at[0] - dy * half, at[1] - dx * half],
    [at[0] + dy * half, at[1] + dx * half],
  ] as const;
  return element("path", { class: "head", d: `${pathOf(corners)}Z` });
}

/** Where the head of an arrow begins, and the direction in which it points. */
function baseOf(points: Points) {
  const [end, before] = [points.at(-1), points.at(-2)];
  if (!end || !before) return undefined;
  const [dx, dy] = [Math.sign(end[0] - before[0]), Math.sign(end[1] - before[1])];
  return { at: [end[0] - dx * ARROW, end[1] - dy * ARROW] as const, dx, dy };
}

/** A line through points with round corners. */
function rounded(points: Points): string {
  const [start, ...rest] = points;
  if (!start) return "";
  const steps = rest.map((point, index) => {
    const before = points[index] ?? point;
    const after = rest[index + 1];
    if (!after) return `L${point.join()}`;
    const [from, to] = [towards(point, before), towards(point, after)];
    return `L${from.join()}Q${point.join()} ${to.join()}`;
  });
  return `M${start.join()}${steps.join("")}`;
}

/** The point on the way to another one, at most a corner's size away and never beyond half of it. */
function towards([x, y]: Point, [tx, ty]: Point): Point {
  const length = Math.hypot(tx - x, ty - y);
  const share = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  return [x + (tx - x) * share, y + (ty - y) * share];
}

function drawLabel({ label }: Link, { x, y, width, height }: Rect, depth: number): string {
  return element(
    "g",
    {},
    element("rect", { class: `d${depth}`, x, y, width, height, rx: 3 }),
    text(label, {
      class: "label",
      x: x + width / 2,
      y: y + 11.5,
      "font-size": FONTS.link.size,
      "text-anchor": "middle",
    }),
  );
}
