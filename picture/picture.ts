import { titleOf } from "../plan/tree/title";
import type { Plan } from "../plan/types";
import { Areas } from "./areas";
import { homesOf } from "./homes";
import { balancing, entrances } from "./links/entrances";
import { events } from "./links/events";
import type { Found } from "./links/link";
import { beyond, placement, policies, uses } from "./links/workloads";
import { Parts } from "./parts";
import { Resources } from "./resources";
import type { Area, Link, Part, Picture } from "./types";

/** What a plan's stack looks like: all from its resources, and nothing that is not in them. */
export function pictureOf(plan: Plan): Picture {
  const resources = new Resources(plan);
  const areas = new Areas(resources);
  const parts = new Parts(resources, areas);
  const homes = homesOf(resources, parts, areas);
  const scene = { resources, parts };
  const found: readonly Found[] = [
    entrances(scene),
    balancing(scene),
    policies(scene),
    events(scene),
    uses(scene, (urn) => homes.get(urn)),
    beyond(scene),
    placement(scene),
  ];
  const outside = unique(
    found.flatMap((each) => each.outside ?? []),
    ({ id }) => id,
  );
  const drawn = [...outside, ...parts.all];
  const kept = used(areas.all, drawn);
  const urns = urnsById(homes, areas, kept);
  return {
    title: titleOf(plan),
    areas: kept.map((area) => ({ ...area, urns: urns.get(area.id) ?? [] })),
    parts: drawn.map((part) => ({ ...part, urns: urns.get(part.id) ?? [] })),
    links: merged(found.flatMap(({ links }) => links)),
  };
}

/** The areas with something in them. */
function used(areas: readonly Area[], parts: readonly Part[]): Area[] {
  const holds = (area: Area): boolean =>
    parts.some((part) => part.area === area.id) ||
    areas.some((other) => other.area === area.id && holds(other));
  return areas.filter(holds);
}

/** What each part and area stands for; what is in an area that is not drawn is in the next one. */
function urnsById(
  homes: ReadonlyMap<string, string>,
  areas: Areas,
  kept: readonly Area[],
): ReadonlyMap<string, string[]> {
  const hidden = new Map(
    areas.all.filter((area) => !kept.includes(area)).map(({ id, area }) => [id, area]),
  );
  const urns = new Map<string, string[]>();
  for (const [urn, home] of homes) {
    let id = home;
    while (hidden.has(id)) id = hidden.get(id) ?? kept[0]?.id ?? "";
    urns.set(id, [...(urns.get(id) ?? []), urn]);
  }
  return urns;
}

/** One arrow from a part to another: the first kind that was found, with all that it is for. */
function merged(links: readonly Link[]): Link[] {
  const all = new Map<string, Link>();
  for (const link of links) {
    const key = `${link.from}\n${link.to}`;
    const before = all.get(key);
    if (!before) all.set(key, link);
    else if (before.kind === link.kind && !before.label.split(", ").includes(link.label)) {
      all.set(key, { ...before, label: `${before.label}, ${link.label}` });
    }
  }
  return [...all.values()];
}

function unique<T>(all: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(all.map((item) => [key(item), item])).values()];
}
