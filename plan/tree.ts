import pc from "picocolors";

import { branches } from "./tree/branches";
import { counted, label, shortNames, type Page, type ShownCosts } from "./tree/page";
import { filled, grid, listed, shorten } from "./tree/text";
import { titleOf } from "./tree/title";
import { isComponent, serviceOf, typeNames } from "./tree/typeNames";
import { SECRET, type Plan } from "./types";
import { pathsOf } from "./values";

export interface TreeView {
  /** Columns that a line may fill; at least 40 and at most 80 are used. */
  readonly width: number;
  readonly colour: boolean;
  /** Each resource on a line of its own. Default: many of a kind share one. */
  readonly full?: boolean;
  /** What to say of the cost. Default: nothing. */
  readonly costs?: ShownCosts;
}

const NO_COSTS: ShownCosts = { total: "", of: () => "" };
const WIDTH = { least: 40, most: 80 };
const LATER = "(known after up)";

/** A plan for people: what is created, by component, then what to know of it. */
export function planTree(plan: Plan, view: TreeView): string {
  const { width, colour, full = false, costs = NO_COSTS } = view;
  const page: Page = {
    plan,
    costs,
    width: Math.max(WIDTH.least, Math.min(width, WIDTH.most)),
    colours: pc.createColors(colour),
    full,
    typeName: typeNames(plan.resources),
    shortName: shortNames(plan.resources),
  };
  const tree = branches(page);
  const sections = [
    header(page),
    tree.lines,
    services(page),
    list("Protected", protectedResources(page), page),
    list("Secret inputs", secretInputs(page), page),
    outputs(page),
    tree.folded ? note("× is several of a type: --full shows each, --json every input.", page) : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function header({ plan, width, colours, costs }: Page): string[] {
  const { stack, resources } = plan;
  const made = resources.filter(({ type }) => !isComponent(type)).length;
  const cost = costs.total === "" ? "" : `, ${costs.total}`;
  const text = `${titleOf(plan)}: ${counted(made)} to create${cost}`;
  const [first = "", ...more] = filled(text.split(" "), width);
  return [`${colours.bold(first.slice(0, stack.length))}${first.slice(stack.length)}`, ...more];
}

function services({ plan, width, colours }: Page): string[] {
  const counts = new Map<string, number>();
  for (const { type } of plan.resources) {
    const service = serviceOf(type);
    if (!isComponent(type)) counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const rows = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const cells = rows.map(([service, count]) => `${String(count).padStart(3)} ${service}`);
  return [colours.bold("Resources by service"), ...grid(cells, width - 2).map((row) => `  ${row}`)];
}

function protectedResources(page: Page): string[] {
  return page.plan.resources
    .filter(({ protect }) => protect)
    .map((resource) => label(resource, page));
}

function secretInputs(page: Page): string[] {
  return page.plan.resources.flatMap((resource) =>
    pathsOf(resource.inputs, (leaf) => leaf === SECRET).map(
      (path) => `${label(resource, page)}: ${path}`,
    ),
  );
}

function list(title: string, items: readonly string[], { width, colours }: Page): string[] {
  if (items.length === 0) return [];
  return [colours.bold(title), ...listed(items, width - 2).map((line) => `  ${line}`)];
}

function outputs({ plan, width, colours }: Page): string[] {
  const entries = Object.entries(plan.outputs);
  if (entries.length === 0) return [];
  const column = Math.max(...entries.map(([key]) => key.length)) + 4;
  const later = new Set(plan.unknown.map((path) => path.split(/[.[]/)[0]));
  const lines = entries.map(([key, value]) => {
    const start = `  ${key.padEnd(column - 2)}`;
    if (value === SECRET) return `${start}${SECRET}`;
    // A value that the look-alike cloud made up would be taken for the real one.
    if (later.has(key)) return `${start}${colours.dim(LATER)}`;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${start}${shorten(text, width - column)}`;
  });
  return [colours.bold("Outputs"), ...lines];
}

function note(text: string, { width, colours }: Page): string[] {
  return filled(text.split(" "), width).map((line) => colours.dim(line));
}
