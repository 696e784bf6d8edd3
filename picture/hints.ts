import { isInside } from "./closedUp";
import type { Part, Picture } from "./types";

/** An invisible link, which only has a part stand below another one. */
export interface Hint {
  readonly from: string;
  readonly to: string;
}

/**
 * Gives a place to the parts that no link gives one, which else stand in the way: in the outermost area
 * one below the other, and above what watches; further in below what runs there.
 */
export function hintsOf({ areas, parts, links }: Picture): Hint[] {
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const targets = new Set(links.map(({ to }) => to));
  return areas.flatMap((area) => {
    const lone = parts.filter((part) => part.area === area.id && !linked.has(part.id));
    if (area.area === undefined) {
      const watch = parts.filter(({ id, kind }) => kind === "watch" && !targets.has(id));
      return column([...lone, ...watch.filter((part) => !lone.includes(part))]);
    }
    const isHere = (id: string): boolean =>
      isInside(parts.find((part) => part.id === id)?.area, area.id, areas);
    const runner = links.find(({ from, label }) => label.includes("runs on") && isHere(from));
    return runner ? lone.map(({ id }) => ({ from: lastRunner(runner.from), to: id })) : [];
  });

  /** The last one on the way of a chat: what it runs on stands below it. */
  function lastRunner(id: string): string {
    const next = links.find(
      ({ from, to, kind }) =>
        from === id &&
        kind === "traffic" &&
        parts.some((part) => part.id === to && part.kind === "compute"),
    );
    return next ? lastRunner(next.to) : id;
  }
}

function column(parts: readonly Part[]): Hint[] {
  return parts.slice(1).map(({ id }, index) => ({ from: parts[index]?.id ?? "", to: id }));
}
