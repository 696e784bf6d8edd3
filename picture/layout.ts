import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";

import { AREA, headOf, labelSize, measured } from "./measures";
import { squeezed } from "./squeeze";
import type { Area, Link, Part, Picture } from "./types";

/** A rectangle, in pixels from the top left. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

/** Where everything of a picture is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly { readonly area: Area; readonly rect: Rect }[];
  readonly parts: readonly { readonly part: Part; readonly rect: Rect }[];
  readonly links: readonly {
    readonly link: Link;
    readonly points: readonly Point[];
    readonly label?: Rect;
  }[];
}

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=4,left=4,bottom=4,right=4]",
  "elk.spacing.nodeNode": "20",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.componentComponent": "20",
  "elk.layered.spacing.nodeNodeBetweenLayers": "26",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.thoroughness": "40",
};

/** Finds a place for everything, the same for the same picture, by ELK's layered algorithm. */
export async function layoutOf(picture: Picture): Promise<Layout> {
  const graph: ElkNode = {
    id: "root",
    layoutOptions: { ...OPTIONS, ...JSON.parse(process.env["ELK"] ?? "{}") },
    children: childrenOf(undefined, picture),
    edges: picture.links.map(edgeOf),
  };
  const root = await new ELK().layout(graph);
  const rects = new Map<string, Rect>();
  const visit = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    rects.set(id, { x, y, width, height });
    children.forEach(visit);
  };
  visit(root);
  const links = picture.links.map((link, index) => placed(link, root.edges?.[index]));
  const rect = (id: string): Rect => rects.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const parts = picture.parts.map((part) => ({ part, rect: rect(part.id) }));
  const areas = closedUp(picture, parts, links);
  const all = [...parts, ...areas].map(({ rect }) => rect);
  const ends = [...all.map((each) => [right(each), bottom(each)]), ...links.flatMap(({points})=>points)];
  return squeezed({
    width: Math.max(0, ...ends.map(([x = 0]) => x)),
    height: Math.max(0, ...ends.map(([, y = 0]) => y)),
    areas,
    parts,
    links,
  });
}

function childrenOf(area: string | undefined, picture: Picture): ElkNode[] {
  const areas = picture.areas.filter((each) => each.area === area);
  const parts = picture.parts.filter((each) => each.area === area);
  return [
    ...parts.map((part) => {
      const { width, height } = measured(part);
      return { id: part.id, width, height };
    }),
    ...areas.map((inner) => ({
      id: inner.id,
      layoutOptions: {
        "elk.padding": `[top=${headOf(inner, picture.areas).height},left=${AREA.padding},bottom=${AREA.padding},right=${AREA.padding}]`,
      },
      children: childrenOf(inner.id, picture),
    })),
  ];
}

function edgeOf(link: Link, index: number): ElkExtendedEdge {
  return {
    id: `link ${index}`,
    sources: [link.from],
    targets: [link.to],
    labels: [
      {
        text: link.label,
        ...labelSize(link),
        layoutOptions: { "elk.edgeLabels.inline": "true", "elk.edgeLabels.placement": "CENTER" },
      },
    ],
  };
}

function placed(link: Link, edge: ElkExtendedEdge | undefined) {
  const [section] = edge?.sections ?? [];
  const [label] = edge?.labels ?? [];
  const all = section
    ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
    : [];
  const { x = 0, y = 0, width = 0, height = 0 } = label ?? {};
  return {
    link,
    points: all.map(({ x, y }): Point => [x, y]),
    ...(label && { label: { x, y, width, height } }),
  };
}

/**
 * The areas as small as what is in them: ELK leaves room in them for layers that only others need. An area
 * that shrinks meets nothing new, since it was alone in its old place.
 */
function closedUp(
  { areas }: Picture,
  parts: Layout["parts"],
  links: Layout["links"],
): Layout["areas"] {
  const inside = (id: string): string[] => [
    id,
    ...areas.filter(({ area }) => area === id).flatMap((each) => inside(each.id)),
  ];
  return areas.map((area) => {
    const ids = inside(area.id);
    const members = parts.filter(({ part }) => ids.includes(part.area ?? ""));
    const names = members.map(({ part }) => part.id);
    const within = links.filter(({ link }) => names.includes(link.from) && names.includes(link.to));
    const routes = within.flatMap(({ points, label }) => [
      ...points.map(([x, y]) => ({ x, y, width: 0, height: 0 })),
      ...(label ? [label] : []),
    ]);
    const framed = members.map(({ part, rect }) => inFrames(rect, part.area, area.id, areas));
    return { area, rect: around([...framed, ...routes.map((each) => pad(each, 8))]) };
  });
}

/** A rectangle with the frames of the areas around it, from the innermost to one of them. */
function inFrames(
  { x, y, width, height }: Rect,
  innermost: string | undefined,
  outermost: string,
  areas: readonly Area[],
): Rect {
  const area = areas.find(({ id }) => id === innermost);
  if (!area) return { x, y, width, height };
  const head = headOf(area, areas).height;
  const framed = {
    x: x - AREA.padding,
    y: y - head,
    width: width + 2 * AREA.padding,
    height: height + head + AREA.padding,
  };
  return area.id === outermost ? framed : inFrames(framed, area.area, outermost, areas);
}

function pad({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function around(rects: readonly Rect[]): Rect {
  const [x, y] = [Math.min(...rects.map((rect) => rect.x)), Math.min(...rects.map((rect) => rect.y))];
  return {
    x,
    y,
    width: Math.max(...rects.map(right)) - x,
    height: Math.max(...rects.map(bottom)) - y,
  };
}

function right({ x, width }: Rect): number {
  return x + width;
}

function bottom({ y, height }: Rect): number {
  return y + height;
}
