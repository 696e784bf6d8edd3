import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";

import { closedUp } from "./closedUp";
import { bottom, NOWHERE, right, squared, straightened, type Point, type Rect } from "./geometry";
import { hintsOf } from "./hints";
import { AREA, headOf, labelSize, measured } from "./measures";
import { squeezed } from "./squeeze";
import type { Area, Link, Part, Picture } from "./types";

export interface PlacedArea {
  readonly area: Area;
  readonly rect: Rect;
}

export interface PlacedPart {
  readonly part: Part;
  readonly rect: Rect;
}

export interface PlacedLink {
  readonly link: Link;
  /** From the border of one part to that of the other, in right angles. */
  readonly points: readonly Point[];
  readonly label?: Rect;
}

/** Where everything of a picture is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly PlacedArea[];
  readonly parts: readonly PlacedPart[];
  readonly links: readonly PlacedLink[];
}

/** Options of ELK; lengths are pixels. */
const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.spacing.nodeNode": "20",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.componentComponent": "20",
  "elk.layered.spacing.nodeNodeBetweenLayers": "26",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
};

/** Finds a place for everything, the same for the same picture, by ELK's layered algorithm. */
export async function layoutOf(picture: Picture): Promise<Layout> {
  const root: ElkNode = await new ELK().layout({
    id: "root",
    layoutOptions: OPTIONS,
    children: childrenOf(undefined, picture),
    edges: [...picture.links.map(edgeOf), ...hintsOf(picture).map(hintEdge)],
  });
  const rects = new Map<string, Rect>();
  const visit = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    rects.set(id, { x, y, width, height });
    children.forEach(visit);
  };
  visit(root);
  const rect = (id: string): Rect => rects.get(id) ?? NOWHERE;
  const parts = picture.parts.map((part) => ({ part, rect: rect(part.id) }));
  const boxes = parts.map((part) => part.rect);
  const links = picture.links.map((link, index) => placed(link, root.edges?.[index], boxes));
  const areas = closedUp(
    picture.areas.map((area) => ({ area, rect: rect(area.id) })),
    parts,
    links,
  );
  const all = [...parts, ...areas].map((each) => each.rect);
  const points = links.flatMap((link) => link.points);
  return squeezed({
    width: Math.max(0, ...all.map(right), ...points.map(([x]) => x)),
    height: Math.max(0, ...all.map(bottom), ...points.map(([, y]) => y)),
    areas,
    parts,
    links,
  });
}

function childrenOf(id: string | undefined, picture: Picture): ElkNode[] {
  const parts = picture.parts.filter(({ area }) => area === id);
  const areas = picture.areas.filter(({ area }) => area === id);
  return [
    ...parts.map((part) => {
      const { width, height } = measured(part);
      return { id: part.id, width, height };
    }),
    ...areas.map((area) => {
      const { height } = headOf(area, picture.areas);
      const { padding } = AREA;
      return {
        id: area.id,
        layoutOptions: {
          "elk.padding": `[top=${height},left=${padding},bottom=${padding},right=${padding}]`,
        },
        children: childrenOf(area.id, picture),
      };
    }),
  ];
}

function edgeOf(link: Link, index: number): ElkExtendedEdge {
  return {
    id: `link ${index}`,
    sources: [link.from],
    targets: [link.to],
    labels: link.label === "" ? [] : [labelOf(link.label, labelSize(link))],
  };
}

function hintEdge({ from, to }: { readonly from: string; readonly to: string }, index: number) {
  const size = { width: 1, height: 1 };
  return { id: `hint ${index}`, sources: [from], targets: [to], labels: [labelOf("hint", size)] };
}

function labelOf(text: string, size: Pick<Rect, "width" | "height">) {
  return {
    text,
    ...size,
    layoutOptions: { "elk.edgeLabels.inline": "true", "elk.edgeLabels.placement": "CENTER" },
  };
}

function placed(link: Link, edge: ElkExtendedEdge | undefined, boxes: readonly Rect[]): PlacedLink {
  const [section] = edge?.sections ?? [];
  const [label] = edge?.labels ?? [];
  const all = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
  const { x = 0, y = 0, width = 0, height = 0 } = label ?? {};
  return {
    link,
    points: straightened(squared(all.map((point): Point => [point.x, point.y])), boxes),
    ...(label && { label: { x, y, width, height } }),
  };
}
