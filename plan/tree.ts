import pc from "picocolors";

import { highlight } from "./highlights";
import { SECRET, type Json, type Plan, type PlannedResource } from "./types";

export interface TreeView {
  /** Columns that a line may fill; 80 at most are used. */
  readonly width: number;
  readonly colour: boolean;
}

type Colours = ReturnType<typeof pc.createColors>;

const MAX_WIDTH = 80;

/** A plan for people: what is created, by component, then what to know of it. */
export function planTree(plan: Plan, view: TreeView): string {
  const width = Math.min(view.width, MAX_WIDTH);
  const colours = pc.createColors(view.colour);
  const sections = [
    [header(plan, colours)],
    treeLines(plan, width, colours),
    typeLines(plan, colours),
    listLines("Protected", protectedNames(plan), width, colours),
    listLines("Secret", secretPaths(plan), width, colours),
    outputLines(plan, width, colours),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function header(plan: Plan, colours: Colours): string {
  const made = plan.resources.filter(({ type }) => !isComponent(type)).length;
  return `${colours.bold(plan.stack)} on ${plan.cloud}: ${made} resources to create`;
}

/** Components group resources; they cost nothing and exist in the state only. */
function isComponent(type: string): boolean {
  return type === "pulumi:pulumi:Stack" || type.startsWith("chatbot:");
}

function treeLines(plan: Plan, width: number, colours: Colours): string[] {
  const children = new Map<string | null, PlannedResource[]>();
  for (const resource of plan.resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const prefix = commonPrefix(plan);
  const lines: string[] = [];
  const visit = (resource: PlannedResource, indent: string, own: string): void => {
    lines.push(`${colours.dim(own)}${treeLine(resource, prefix, width - own.length, colours)}`);
    const below = [...(children.get(resource.urn) ?? [])].sort(componentsLast);
    below.forEach((child, index) => {
      const last = index === below.length - 1;
      visit(child, `${indent}${last ? "   " : "│  "}`, `${indent}${last ? "└─ " : "├─ "}`);
    });
  };
  for (const root of children.get(null) ?? []) visit(root, "", "");
  return lines;
}

function componentsLast(a: PlannedResource, b: PlannedResource): number {
  const rank = ({ type }: PlannedResource): number => (isComponent(type) ? 1 : 0);
  return (
    rank(a) - rank(b) || compare(shortType(a.type), shortType(b.type)) || compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function treeLine(
  resource: PlannedResource,
  prefix: string,
  width: number,
  colours: Colours,
): string {
  const type = shortType(resource.type);
  if (isComponent(resource.type)) return colours.bold(shorten(type, width));
  const name = shortName(resource.name, prefix);
  const marks = [...highlight(resource), ...(resource.protect ? ["protected"] : [])].join(", ");
  const left = shorten(name === "" ? type : `${type} ${name}`, width);
  const room = width - left.length - 2;
  const right = room >= 8 ? shorten(marks, room) : "";
  const dimmed = colours.dim(right.padStart(right === "" ? 0 : room + 2));
  return `${left.startsWith(type) ? `${colours.cyan(type)}${left.slice(type.length)}` : left}${dimmed}`;
}

/** `aws:ec2/subnet:Subnet` is `ec2.Subnet`; `kubernetes:core/v1:Service` is `core.Service`. */
export function shortType(type: string): string {
  const [, module = "", kind = type] = type.split(":");
  if (type === "pulumi:pulumi:Stack") return "Stack";
  if (type.startsWith("chatbot:")) return kind;
  if (type.startsWith("pulumi:providers:")) return `Provider ${kind}`;
  return `${module.split("/")[0]?.split(".")[0] ?? ""}.${kind}`;
}

/** The prefix that every name of the stack has: nothing that tells them apart. */
function commonPrefix(plan: Plan): string {
  const names = plan.resources
    .filter(({ type }) => type.startsWith("chatbot:"))
    .map(({ name }) => name);
  return names[0] ?? "";
}

function shortName(name: string, prefix: string): string {
  if (prefix === "" || !name.startsWith(prefix)) return name;
  return name.slice(prefix.length).replace(/^-/, "");
}

/** Cuts a text in its middle, where names differ least. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  const tail = width - 1 - head;
  return `${text.slice(0, head)}…${tail > 0 ? text.slice(-tail) : ""}`;
}

function typeLines(plan: Plan, colours: Colours): string[] {
  const counts = new Map<string, number>();
  for (const { type } of plan.resources) {
    if (!isComponent(type)) counts.set(shortType(type), (counts.get(shortType(type)) ?? 0) + 1);
  }
  const rows = [...counts].sort(([a, n], [b, m]) => m - n || compare(a, b));
  const cells = rows.map(
    ([type, count]) => `${String(count).padStart(4)} ${shorten(type, 34).padEnd(35)}`,
  );
  const half = Math.ceil(cells.length / 2);
  const lines = cells
    .slice(0, half)
    .map((cell, index) => `${cell}${cells[index + half] ?? ""}`.trimEnd());
  return [colours.bold("Resources by type"), ...lines];
}

function protectedNames(plan: Plan): string[] {
  const prefix = commonPrefix(plan);
  return plan.resources
    .filter(({ protect }) => protect)
    .map(({ type, name }) => `${shortType(type)} ${shortName(name, prefix)}`.trimEnd());
}

function secretPaths(plan: Plan): string[] {
  const prefix = commonPrefix(plan);
  return plan.resources.flatMap(({ type, name, inputs }) =>
    pathsOfSecrets(inputs, "").map(
      (path) => `${`${shortType(type)} ${shortName(name, prefix)}`.trimEnd()}: ${path}`,
    ),
  );
}

function pathsOfSecrets(value: Json, path: string): string[] {
  if (value === SECRET) return [path];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    pathsOfSecrets(inner, path === "" ? key : `${path}.${key}`),
  );
}

function listLines(
  title: string,
  items: readonly string[],
  width: number,
  colours: Colours,
): string[] {
  if (items.length === 0) return [];
  return [colours.bold(title), ...items.map((item) => `  ${shorten(item, width - 2)}`)];
}

function outputLines(plan: Plan, width: number, colours: Colours): string[] {
  const entries = Object.entries(plan.outputs);
  if (entries.length === 0) return [];
  const column = Math.max(...entries.map(([key]) => key.length)) + 4;
  const later = new Set(plan.unknown.map((path) => path.split(/[.[]/)[0]));
  const lines = entries.map(([key, value]) => {
    // What stands for it in the plan is made up: nobody should copy it.
    if (later.has(key)) return `  ${key.padEnd(column - 2)}${colours.dim("known after up")}`;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `  ${key.padEnd(column - 2)}${shorten(text, width - column)}`;
  });
  return [colours.bold("Outputs"), ...lines];
}
