import { highlight } from "./highlights";
import { counted, label, type Page } from "./page";
import { siblings } from "./siblings";
import { closedUp, listed, shorten } from "./text";
import { isComponent } from "./typeNames";
import type { PlannedResource } from "../types";

export interface Branches {
  readonly lines: readonly string[];
  /** Whether a line stands for several resources. */
  readonly folded: boolean;
}

/** Room that what stands at the right of a line needs to be of use, in columns. */
const LEAST_RIGHT = 8;

/** The resources below their components, as a tree. */
export function branches(page: Page): Branches {
  const { plan, full, colours } = page;
  const children = new Map<string | null, PlannedResource[]>();
  for (const resource of plan.resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const below = (parent: PlannedResource): readonly PlannedResource[] =>
    children.get(parent.urn) ?? [];
  const size = (resource: PlannedResource): number =>
    below(resource).reduce(
      (sum, child) => sum + size(child) + (isComponent(child.type) ? 0 : 1),
      0,
    );
  const lines: string[] = [];
  let folded = false;

  const visit = (resource: PlannedResource, own: string, indent: string): void => {
    const line = isComponent(resource.type)
      ? componentLine(resource, size(resource), own.length, page)
      : resourceLine(resource, own.length, page);
    lines.push(`${colours.dim(own)}${line}`);
    const all = siblings(below(resource), (child) => below(child).length > 0, full);
    all.forEach((child, index) => {
      const last = index === all.length - 1;
      const start = `${indent}${last ? "└─ " : "├─ "}`;
      const next = `${indent}${last ? "   " : "│  "}`;
      if ("urn" in child) {
        visit(child, start, next);
      } else {
        folded = true;
        lines.push(...foldedLines(child, start, next, page));
      }
    });
  };
  for (const root of children.get(null) ?? []) visit(root, "", "");
  return { lines, folded };
}

function componentLine(
  resource: PlannedResource,
  size: number,
  indent: number,
  page: Page,
): string {
  const { plan, width, colours, costs } = page;
  const isStack = resource.type === "pulumi:pulumi:Stack";
  const title = shorten(isStack ? `Stack ${plan.stack}` : label(resource, page), width - indent);
  // The head of the plan counts the whole stack.
  const facts = isStack ? [] : [counted(size), costs.of(resource.urn)];
  const right = rightOf(facts, width - indent - title.length);
  return `${colours.bold(title)}${colours.dim(right)}`;
}

function resourceLine(resource: PlannedResource, indent: number, page: Page): string {
  const { width, colours, typeName, costs } = page;
  const title = shorten(label(resource, page), width - indent);
  const protection = resource.protect ? "protected" : "";
  const facts = [...highlight(resource), protection, costs.of(resource.urn)];
  const right = rightOf(facts, width - indent - title.length);
  return `${inColour(title, typeName(resource.type), page)}${colours.dim(right)}`;
}

/** One line for many of a type, or more where their names need them. */
function foldedLines(
  members: readonly PlannedResource[],
  start: string,
  next: string,
  page: Page,
): string[] {
  const { width, colours, typeName, shortName } = page;
  const type = typeName(members[0]?.type ?? "");
  const title = shorten(`${type} ×${members.length}`, width - start.length);
  const names = closedUp(members.map(({ name }) => shortName(name) || name));
  const first = `${colours.dim(start)}${inColour(title, type, page)}`;
  const beside = names.join(", ");
  if (start.length + title.length + 2 + beside.length <= width) return [`${first}  ${beside}`];
  const guide = `${next}  `;
  const below = listed(names, width - guide.length);
  return [first, ...below.map((line) => `${colours.dim(guide)}${line}`)];
}

/** The type in colour, its module less so. */
function inColour(title: string, type: string, { colours }: Page): string {
  if (!title.startsWith(type)) return title;
  const module = /^[^ ]*\./.exec(type)?.[0] ?? "";
  const kind = colours.cyan(type.slice(module.length));
  return `${colours.dim(module)}${kind}${title.slice(type.length)}`;
}

function rightOf(facts: readonly string[], room: number): string {
  const text = facts.filter((fact) => fact !== "").join(", ");
  if (text === "" || room - 2 < LEAST_RIGHT) return "";
  return shorten(text, room - 2).padStart(room);
}
