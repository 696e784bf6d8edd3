import { isInside } from "./closedUp";
import type { Picture } from "./types";

/**
 * A picture with what each part costs a month, and each area with all that is in it.
 * @param of what resources cost, by their URNs; empty where they cost nothing
 */
export function withCosts(picture: Picture, of: (urns: readonly string[]) => string): Picture {
  const { areas, parts } = picture;
  return {
    ...picture,
    parts: parts.map((part) => {
      const cost = of(part.urns);
      return cost === "" ? part : { ...part, lines: [...part.lines, cost] };
    }),
    areas: areas.map((area) => {
      const all = [
        ...areas.filter(({ id }) => isInside(id, area.id, areas)),
        ...parts.filter((part) => isInside(part.area, area.id, areas)),
      ];
      const cost = of(all.flatMap(({ urns }) => urns));
      return cost === "" ? area : { ...area, title: `${area.title} · ${cost}` };
    }),
  };
}
