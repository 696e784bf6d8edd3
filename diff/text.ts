import pc from "picocolors";

import { filled, listed, shorten } from "../plan/tree/text";
import type { Diff, Operation, PropertyChange, ResourceChange, StackDiff } from "./types";
import { shownChanges } from "./values";
import {
  alone,
  capacityText,
  companions,
  costOf,
  countsOf,
  disruptionsOf,
  OPERATIONS,
  orderText,
  refused,
  violationsIn,
} from "./words";

export interface TextView {
  /** Columns that a line may fill; at least 40 and at most 80 are used. */
  readonly width: number;
  readonly colour: boolean;
}

type Colours = ReturnType<typeof pc.createColors>;

/** Properties that a resource shows: the first are those that matter most. */
const MOST_PROPERTIES = 12;

const SIGNS: Readonly<Record<Operation, string>> = {
  replace: "±",
  "may-replace": "?",
  delete: "-",
  create: "+",
  update: "~",
  rename: "=",
};

/** A diff for people at a terminal. */
export function diffText({ base, head, stacks }: Diff, { width, colour }: TextView): string {
  const colours = pc.createColors(colour);
  const page = new Page(Math.max(40, Math.min(width, 80)), colours);
  const changed = stacks.filter((stack) => countsOf(stack) !== "no change");
  const same = stacks.filter((stack) => !changed.includes(stack)).map(({ stack }) => stack);
  const sections = [
    page.words(`${head} against ${base}`, 0),
    ...changed.map((stack) => page.stack(stack)),
    same.length === 0 ? [] : page.words(`No change: ${same.join(", ")}.`, 0),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

class Page {
  constructor(
    private readonly width: number,
    private readonly colours: Colours,
  ) {}

  words(text: string, indent: number): string[] {
    return filled(text.split(" "), this.width - indent).map((line) => " ".repeat(indent) + line);
  }

  stack(diff: StackDiff): string[] {
    const { stack, base, head, baseError, headError, notes } = diff;
    const title = head?.title ?? base?.title ?? stack;
    const from = base && head && base.title !== head.title ? ` (was ${base.title})` : "";
    const [cost, capacity] = [costOf(diff), capacityText(diff)];
    return [
      ...this.words(`${title}${from}: ${countsOf(diff)}`, 0).map((line) => this.colours.bold(line)),
      ...(cost === "" ? [] : this.words(`a month: ${cost}`, 2)),
      ...(capacity === "" ? [] : this.words(capacity, 2)),
      ...(headError === undefined ? [] : this.error("The head does not plan:", headError)),
      ...(baseError === undefined ? [] : this.error("The base does not plan:", baseError)),
      ...notes.flatMap((note) => this.words(note, 2)),
      ...this.refusals(diff),
      ...this.disruptions(diff),
      ...this.violations(diff),
      ...OPERATIONS.flatMap(([operation, word]) => this.operation(diff, operation, word)),
    ];
  }

  private error(head: string, error: string): string[] {
    return [
      `  ${this.colours.red(head)}`,
      ...error.split("\n").map((line) => `    ${shorten(line, this.width - 4)}`.trimEnd()),
    ];
  }

  private refusals(diff: StackDiff): string[] {
    const labels = refused(diff).map(({ label }) => label);
    if (labels.length === 0) return [];
    return [
      ...this.words(
        "Refused: `pulumi up` stops at what is protected, before it does anything",
        2,
      ).map(this.colours.red),
      ...this.list(labels, 4),
    ];
  }

  private disruptions(diff: StackDiff): string[] {
    const disruptions = disruptionsOf(diff);
    if (disruptions.length === 0) return [];
    return [
      this.colours.red("  Disrupts"),
      ...disruptions.flatMap(({ what, of }) => [...this.words(what, 4), ...this.list(of, 6)]),
    ];
  }

  private violations(diff: StackDiff): string[] {
    return (["mandatory", "advisory"] as const).flatMap((level) => {
      const found = violationsIn(diff, level);
      if (found.length === 0) return [];
      const title = `  Newly breaks ${level} policies`;
      return [
        level === "mandatory" ? this.colours.red(title) : this.colours.bold(title),
        ...found.flatMap((violation) => this.words(violation, 4)),
      ];
    });
  }

  private operation({ changes }: StackDiff, operation: Operation, word: string): string[] {
    const all = changes.filter((change) => change.operation === operation);
    if (all.length === 0) return [];
    const title = this.colours.bold(`  ${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`);
    if (operation === "create" || operation === "delete") {
      return [title, ...this.list(all.map(listLabel), 4)];
    }
    const single = alone(all);
    const groups = [...companions(all)].flatMap(([others, labels]) => [
      ...this.words(`${SIGNS[operation]} with ${others}:`, 4),
      ...this.list(labels, 6),
    ]);
    return [title, ...single.flatMap((change) => this.change(change)), ...groups];
  }

  private change(change: ResourceChange): string[] {
    const { operation, label, oldUrn, properties } = change;
    const old = oldUrn === undefined ? "" : ` (was ${oldUrn.split("::").at(-1) ?? ""})`;
    const order = orderText(change);
    const rest = properties.length - MOST_PROPERTIES;
    return [
      ...this.words(`${SIGNS[operation]} ${label}${old}${order === "" ? "" : `: ${order}`}`, 4),
      ...properties.slice(0, MOST_PROPERTIES).flatMap((property) => this.property(property)),
      ...(rest > 0 ? [`        … and ${rest} more properties (--format json)`] : []),
    ];
  }

  private property(property: PropertyChange): string[] {
    const { verdict, why } = property;
    const reason = why === undefined ? "" : `: ${why}`;
    const forces =
      verdict === "replace" ? ", forces it" : verdict === "may-replace" ? ", may force it" : "";
    const lines = shownChanges(property)
      .slice(0, MOST_PROPERTIES)
      .flatMap(({ path, old, new: now }) => {
        const line = `        ${path}: ${old} → ${now}${forces}`;
        if (line.length <= this.width) return [line];
        const room = this.width - 10;
        return [
          `        ${shorten(`${path}${forces}`, this.width - 8)}`,
          `          ${shorten(old, room)}`,
          `          → ${shorten(now, room - 2)}`,
        ];
      });
    return reason === "" ? lines : [...lines, ...this.words(`(${why ?? ""})`, 10)];
  }

  private list(labels: readonly string[], indent: number): string[] {
    return listed(labels, this.width - indent).map((line) => " ".repeat(indent) + line);
  }
}

function listLabel({ label, inPlaceOf, kept }: ResourceChange): string {
  if (kept) return `${label} (stays in the cloud)`;
  return inPlaceOf === undefined ? label : `${label} (in place of ${inPlaceOf})`;
}
