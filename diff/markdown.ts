import { shorten } from "../plan/tree/text";
import { block, code, html } from "./markup";
import type { Diff, PropertyChange, ResourceChange, StackDiff } from "./types";
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

/**
 * The first line of a comment, by which it is found again. The workflow that posts it looks for it too:
 * .github/workflows/plan-diff-comment.yml.
 */
export const MARKER = "<!-- chatscale-plan-diff -->";

/** Characters of a comment; GitHub takes 65,536. */
const MOST_CHARACTERS = 60_000;

/** How much is shown of each list: the first that fits is taken. */
const LEVELS = [
  { properties: 12, names: 400, value: 120 },
  { properties: 6, names: 100, value: 80 },
  { properties: 3, names: 40, value: 60 },
  { properties: 0, names: 10, value: 60 },
  { properties: 0, names: 0, value: 0 },
] as const;

type Level = (typeof LEVELS)[number];

/** A stack's picture with what changes in it marked. */
export interface StackPicture {
  /** The text of a Mermaid diagram; undefined where it is larger than GitHub draws. */
  readonly mermaid: string | undefined;
  /** What the signs in it mean. */
  readonly legend: string;
}

type Pictures = ReadonlyMap<string, StackPicture>;

/**
 * A diff as a comment of a pull request: folded by stack, without tables, which no phone can show.
 * @param pictures by stack; the first to be left out where the comment would be too long
 */
export function diffMarkdown(diff: Diff, pictures: Pictures = new Map()): string {
  const none: Pictures = new Map(
    [...pictures].map(([stack, picture]) => [stack, { ...picture, mermaid: undefined }]),
  );
  for (const shown of [pictures, none]) {
    // A diff that has to be cut short has more to say than a picture.
    for (const level of shown === none ? LEVELS : LEVELS.slice(0, 2)) {
      const text = page(diff, level, shown);
      if (text.length <= MOST_CHARACTERS) return text;
    }
  }
  return `${MARKER}\n### What this changes\n\nToo much to show here: see \`npm run diff\`.\n`;
}

function page({ base, head, stacks }: Diff, level: Level, pictures: Pictures): string {
  const changed = stacks.filter((stack) => countsOf(stack) !== "no change");
  const same = stacks.filter((stack) => !changed.includes(stack)).map(({ stack }) => code(stack));
  const sections = [
    `${MARKER}\n### What this changes`,
    `${code(head)} against ${code(base)}, planned without a cloud`,
    ...changed.map((diff) => stackSection(diff, level, pictures.get(diff.stack))),
    ...(same.length === 0 ? [] : [`No change: ${same.join(", ")}`]),
    ...(level === LEVELS[0] ? [] : ["Shortened. All of it: `npm run diff -- --format json`"]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function stackSection(diff: StackDiff, level: Level, picture: StackPicture | undefined): string {
  const { stack, base, head, baseError, headError, notes } = diff;
  const [cost, capacity] = [costOf(diff), capacityText(diff)];
  const facts = [
    ...(base && head && base.title !== head.title ? [`was ${code(base.title)}`] : []),
    ...(cost === "" ? [] : [`a month: ${cost}`]),
    ...(capacity === "" ? [] : [capacity]),
  ];
  const broken = violationsIn(diff, "mandatory").length;
  const warnings = refused(diff).length + disruptionsOf(diff).length + broken;
  const summary = `<b>${html(head?.title ?? base?.title ?? stack)}</b>: ${countsOf(diff)}${warnings > 0 ? " ⚠️" : ""}`;
  return [
    `<details><summary>${summary}</summary>`,
    ...(facts.length === 0 ? [] : [facts.map((fact) => `- ${fact}`).join("\n")]),
    ...(headError === undefined ? [] : [`**The head does not plan**\n\n${block(headError)}`]),
    ...(baseError === undefined ? [] : [`**The base does not plan**\n\n${block(baseError)}`]),
    ...notes,
    ...warningsOf(diff, level),
    ...policySection(diff, level),
    ...(picture ? [pictureSection(stack, picture)] : []),
    ...OPERATIONS.flatMap(([operation, word]) => operationSection(diff, operation, word, level)),
    "</details>",
  ].join("\n\n");
}

function pictureSection(stack: string, { mermaid, legend }: StackPicture): string {
  if (mermaid === undefined) {
    return `Its picture is too large for here: ${code(`npm run plan -- --stack ${stack} --svg FILE`)}`;
  }
  return [
    `<details><summary>Picture: ${html(legend)}</summary>`,
    `\`\`\`mermaid\n${mermaid}\`\`\``,
    "</details>",
  ].join("\n\n");
}

function warningsOf(diff: StackDiff, level: Level): string[] {
  const stops = refused(diff).map(({ label }) => label);
  const disruptions = disruptionsOf(diff).map(({ what, of }) => `- ${what} (${names(of, level)})`);
  return [
    ...(stops.length === 0
      ? []
      : [`**Refused:** \`pulumi up\` stops at what is protected: ${names(stops, level)}`]),
    ...(disruptions.length === 0 ? [] : [`**Disrupts**\n\n${disruptions.join("\n")}`]),
  ];
}

function policySection(diff: StackDiff, { names: most }: Level): string[] {
  return (["mandatory", "advisory"] as const).flatMap((level) => {
    const found = violationsIn(diff, level);
    if (found.length === 0) return [];
    const shown = found.slice(0, most).map((violation) => `- ${code(violation)}`);
    const rest = found.length - shown.length;
    const lines = [...shown, ...(rest > 0 ? [`- ${rest} more`] : [])];
    return [`**Newly breaks ${level} policies**\n\n${lines.join("\n")}`];
  });
}

function operationSection(
  { changes }: StackDiff,
  operation: ResourceChange["operation"],
  word: string,
  level: Level,
): string[] {
  const all = changes.filter((change) => change.operation === operation);
  if (all.length === 0) return [];
  const title = `**${word[0]?.toUpperCase() ?? ""}${word.slice(1)}** (${all.length})`;
  if (operation === "create" || operation === "delete") {
    return [`${title}: ${names(all.map(listLabel), level)}`];
  }
  const single = alone(all);
  const shown = single.slice(0, level.names);
  const groups = [...companions(all)].map(
    ([others, labels]) => `- with ${code(others)}: ${names(labels, level)}`,
  );
  const rest = single.length - shown.length;
  const lines = [
    ...shown.map((change) => resource(change, level)),
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
    ...groups,
  ];
  return [`${title}\n\n${lines.join("\n")}`];
}

function resource(change: ResourceChange, level: Level): string {
  const { label, oldUrn, properties } = change;
  const order = orderText(change);
  const was = oldUrn === undefined ? "" : `, was ${code(oldUrn.split("::").at(-1) ?? "")}`;
  const rest = properties.length - level.properties;
  const lines = properties.slice(0, level.properties).flatMap((each) => property(each, level));
  const more = rest > 0 ? [`  - … and ${rest} more properties`] : [];
  return [`- ${code(label)}${was}${order === "" ? "" : `: ${order}`}`, ...lines, ...more].join(
    "\n",
  );
}

function property(change: PropertyChange, { value, properties }: Level): string[] {
  const { verdict, why } = change;
  const reason = why === undefined ? "" : `: ${why}`;
  const forces =
    verdict === "replace"
      ? " **forces it**"
      : verdict === "may-replace"
        ? ` **may force it**${reason}`
        : "";
  return shownChanges(change)
    .slice(0, properties)
    .map(
      ({ path, old, new: now }) =>
        `  - ${code(shorten(path, value))}: ${code(shorten(old, value))} → ${code(shorten(now, value))}${forces}`,
    );
}

function listLabel({ label, inPlaceOf, kept }: ResourceChange): string {
  if (kept) return `${label} (stays in the cloud)`;
  return inPlaceOf === undefined ? label : `${label} (in place of ${inPlaceOf})`;
}

function names(all: readonly string[], { names: most }: Level): string {
  if (most === 0) return `${all.length} resources`;
  const shown = all.slice(0, most).map(code).join(", ");
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
}
