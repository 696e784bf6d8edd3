import type { Area, Mark, Part, Picture } from "./types";

/** What happens to the resources of a change, by URN; the rest stays as it is. */
export type Marks = ReadonlyMap<string, Mark>;

/**
 * The head's picture with what a change does to each part, and with what only the base has. A part is
 * replaced where what has made it a part is; what else it stands for only makes it updated.
 */
export function markedPicture(
  base: Picture | undefined,
  head: Picture | undefined,
  marks: Marks,
): Picture {
  const [old, now] = [base ?? NOTHING, head ?? NOTHING];
  const mark = <T extends Part | Area>(news: readonly T[], olds: readonly T[]): T[] => {
    const [before, after] = [olds, news].map((all) => new Set(all.map(({ id }) => id)));
    return [
      ...news.map((each) => withMark(each, before?.has(each.id) ? markOf(each, marks) : "created")),
      ...olds.filter(({ id }) => !after?.has(id)).map((each) => withMark(each, "deleted")),
    ];
  };
  const areas = mark(now.areas, old.areas);
  return {
    title: (head ?? old).title,
    areas: inOrder(areas),
    parts: mark(now.parts, old.parts),
    links: [
      ...now.links,
      ...old.links.filter(
        ({ from, to }) => !now.links.some((link) => link.from === from && link.to === to),
      ),
    ],
  };
}

const NOTHING: Picture = { title: "", areas: [], parts: [], links: [] };

function withMark<T extends Part | Area>(of: T, mark: Mark | undefined): T {
  return mark === undefined ? of : { ...of, mark };
}

/** Worst first. */
const OWN: readonly Mark[] = ["replaced", "perhaps replaced", "deleted", "created", "updated"];

function markOf({ own, urns }: Part | Area, marks: Marks): Mark | undefined {
  const found = own.flatMap((urn) => marks.get(urn) ?? []);
  const [first] = OWN.filter((mark) => found.includes(mark));
  // Of several in one box, one that comes or goes changes the box.
  if (first === "created" || first === "deleted") return "updated";
  return first ?? (urns.some((urn) => marks.has(urn)) ? "updated" : undefined);
}

/** Areas before what stands in them. */
function inOrder(areas: readonly Area[]): Area[] {
  const depth = ({ area }: Area): number => {
    const outer = areas.find(({ id }) => id === area);
    return outer ? 1 + depth(outer) : 0;
  };
  return [...areas].sort((a, b) => depth(a) - depth(b));
}
