import { filled, listed, shorten } from "../plan/tree/text";
import { sum } from "./estimate";
import { dollarRange, unitPrice } from "./money";
import { HOURS_PER_MONTH } from "./priceBook";
import type { Estimate, Line, Range } from "./types";
import type { Usage } from "./usage";

/** Columns that the report fills: as many as a plain terminal has. */
const WIDTH = 80;
/** Space between two columns. */
const GAP = 2;

const NOT_IN_IT =
  "Not in it: data out to the Internet and between zones, the model's API, build and test runs, " +
  "support, taxes, free tiers, discounts and commitments, and what the stack only uses.";

/**
 * What a plan costs, for people.
 * @param title which stack, on what and where
 */
export function costReport(title: string, estimate: Estimate): string {
  const { totals, lines, free, unpriced, usage, pricedAs } = estimate;
  if (lines.length === 0 && unpriced.length === 0) return nothingPriced(title, free.length);
  const elsewhere = pricedAs.length === 0 ? "" : ` at the prices of ${pricedAs.join(", ")}`;
  const fixed = table(
    ["Runs all the time", "quantity", "unit price", "a month"],
    grouped(lines.filter((line) => line.usage === undefined)).map((line) =>
      cellsOf(line, range(line.quantity)),
    ),
    totals.fixed,
  );
  const used = table(
    ["Follows the use", "as assumed", "unit price", "a month"],
    grouped(lines.filter((line) => line.usage !== undefined)).map((line) =>
      cellsOf(line, assumption(line, usage)),
    ),
    totals.usage,
  );
  const sections = [
    filled(`${title}: ${dollarRange(totals.all)} a month${elsewhere}`.split(" "), WIDTH),
    fixed,
    used,
    [row("Total a month", dollarRange(totals.all))],
    unpriced.length === 0 ? [] : notPriced(estimate),
    [
      ...notes(estimate),
      ...filled(`Free of charge by themselves: ${free.length} resources.`.split(" "), WIDTH),
      ...filled(NOT_IN_IT.split(" "), WIDTH),
      ...filled(
        "Own prices: --prices FILE. Other use: --usage KEY=VALUE. More: docs/cost.md".split(" "),
        WIDTH,
      ),
    ],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => `${section.join("\n")}\n`)
    .join("\n");
}

/** Such as on a cluster that is there already: a total of nothing would promise too much. */
function nothingPriced(title: string, resources: number): string {
  const text =
    `${title}: nothing is priced. None of its ${resources} resources has a price of its own; ` +
    "what they run on is there already, and on another bill.";
  return `${filled(text.split(" "), WIDTH).join("\n")}\n`;
}

type Cells = readonly [what: string, quantity: string, unitPrice: string, monthly: string];

/** Lines of one kind at one price as one, the dearest first. */
function grouped(lines: readonly Line[]): Line[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.what, line.price.id, line.unitPrice]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()]
    .flatMap((members) => {
      const [first] = members;
      const add = (bound: keyof Range): number =>
        members.reduce((total, { quantity }) => total + quantity[bound], 0);
      return first
        ? [
            {
              ...first,
              quantity: { least: add("least"), most: add("most") },
              monthly: sum(members),
            },
          ]
        : [];
    })
    .sort((a, b) => b.monthly.most - a.monthly.most || (a.what < b.what ? -1 : 1));
}

function cellsOf(group: Line, quantity: string): Cells {
  const doubt = group.price.verified ? "" : "~";
  const price = `${doubt}${unitPrice(group.unitPrice)}/${group.unit}`;
  return [group.what, quantity, price, dollarRange(group.monthly)];
}

function assumption({ usage: key }: Line, usage: Usage): string {
  return key === undefined ? "" : `${key}=${usage[key]}`;
}

function range({ least, most }: Range): string {
  const short = (count: number): string =>
    count.toLocaleString("en-US", { maximumFractionDigits: 2 });
  return least === most ? short(least) : `${short(least)}–${short(most)}`;
}

function table(head: Cells, rows: readonly Cells[], total: Range): string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows];
  const widths = [1, 2, 3].map((column) =>
    Math.max(...all.map((cells) => cells[column]?.length ?? 0)),
  );
  const room = WIDTH - 2 - widths.reduce((used, width) => used + width + GAP, 0);
  const line = (cells: Cells, indent: string): string => {
    const [what, ...others] = cells;
    const first = shorten(what, room + 2 - indent.length).padEnd(room + 2 - indent.length);
    const rest = others.map((cell, index) => cell.padStart((widths[index] ?? 0) + GAP));
    return `${indent}${first}${rest.join("")}`;
  };
  return [
    line(head, ""),
    ...rows.map((cells) => line(cells, "  ")),
    row("  Together", dollarRange(total)),
  ];
}

function row(left: string, right: string): string {
  return `${left}${right.padStart(WIDTH - left.length)}`;
}

function notPriced({ unpriced }: Estimate): string[] {
  const items = unpriced.map(({ urn, why }) => `${urn.split("::").at(-1) ?? urn}: ${why}`);
  return ["Not priced", ...listed(items, WIDTH - 2).map((line) => `  ${line}`)];
}

function notes({ pricedAs, priceDates, region, lines, usage }: Estimate): string[] {
  const dates = priceDates === null ? "" : `, as of ${priceDates.oldest} to ${priceDates.newest}`;
  const where =
    pricedAs.length === 0
      ? ""
      : `Where there is no price for ${region ?? "the region"}, that of ${pricedAs.join(", ")} stands in: often a lower one. `;
  const doubts = lines.some(({ price }) => !price.verified)
    ? "A price with ~ is of one source only, or of a region nearby. "
    : "";
  const spot = lines.some(({ discountPercent }) => discountPercent !== undefined)
    ? `Spot is taken as ${usage.spotDiscountPercent} % below on demand (spotDiscountPercent). `
    : "";
  const text = `${where}US dollars at list price${dates}; a month has ${HOURS_PER_MONTH} hours. ${spot}${doubts}`;
  return filled(text.trim().split(" "), WIDTH);
}
