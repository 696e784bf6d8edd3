import { around, contains, roomAt, type Rect } from "./geometry";
import type { PlacedArea, PlacedLink, PlacedPart } from "./layout";
import { AREA, headOf } from "./measures";
import type { Area } from "./types";

/** The room that a link's bend has to the frame around it, in pixels. */
const ROOM = 12;

/**
 * The areas as small as what is in them: ELK leaves room in them for layers that only others need. An area
 * that shrinks meets nothing new, since it was alone in its old place.
 */
export function closedUp(
  areas: readonly PlacedArea[],
  parts: readonly PlacedPart[],
  links: readonly PlacedLink[],
): PlacedArea[] {
  const all = areas.map(({ area }) => area);
  const closed = new Map<string, Rect>();
  // Areas come before what stands in them.
  for (const { area, rect } of areas.toReversed()) {
    const ids = parts
      .filter(({ part }) => isInside(part.area, area.id, all))
      .map(({ part }) => part.id);
    const ends = links.map(({ link, points, label }) => ({
      points,
      label,
      inside: [link.from, link.to].filter((id) => ids.includes(id)).length,
    }));
    const bends = ends
      .flatMap(({ points, inside }) => (inside > 0 ? points.slice(1, -1) : []))
      .filter((point) => contains(rect, point))
      .map((point) => roomAt(point, ROOM));
    const labels = ends.flatMap(({ label, inside }) => (label && inside === 2 ? [label] : []));
    const members = parts.filter(({ part }) => part.area === area.id).map((part) => part.rect);
    const inner = all.filter((each) => each.area === area.id).map(({ id }) => closed.get(id));
    const framed = [...members, ...inner].map((each) => inFrame(each ?? rect, area, all));
    closed.set(area.id, around([...framed, ...bends, ...labels]));
  }
  return areas.map(({ area, rect }) => ({ area, rect: closed.get(area.id) ?? rect }));
}

/** Whether an area is another one, or in it. */
export function isInside(id: string | undefined, outer: string, areas: readonly Area[]): boolean {
  if (id === undefined) return false;
  return id === outer || isInside(areas.find((area) => area.id === id)?.area, outer, areas);
}

/** A rectangle with the frame of an area around it. */
function inFrame({ x, y, width, height }: Rect, area: Area, areas: readonly Area[]): Rect {
  const head = headOf(area, areas).height;
  return {
    x: x - AREA.padding,
    y: y - head,
    width: width + 2 * AREA.padding,
    height: height + head + AREA.padding,
  };
}
