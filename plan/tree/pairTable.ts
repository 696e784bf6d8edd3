import pc from "picocolors";

import type { Finding, NamedSide } from "../../shared/failover/pair";
import { clientShare } from "../../shared/failover/share";
import type { PlannedPair } from "../pairs";
import { filled, shorten } from "./text";

export interface PairView {
  /** Columns that a line may fill; at least 40 and at most 80 are used. */
  readonly width: number;
  readonly colour: boolean;
  /** What a stack costs a month, as text. Default: nothing is said. */
  readonly costOf?: (stack: string) => string;
  /** What both cost together. Default: nothing is said. */
  readonly together?: string;
}

const SIGNS: Readonly<Record<Finding["level"], string>> = { wrong: "✗", unequal: "!", known: "·" };

/** Two stacks behind one name, side by side, and what is to be said of them as a pair. */
export function pairTable({ stacks, sides, findings }: PlannedPair, view: PairView): string {
  const width = Math.max(40, Math.min(view.width, 80));
  const colours = pc.createColors(view.colour);
  const title = sides ? `${sides[0].hostname}: ${stacks.join(" and ")}` : stacks.join(" and ");
  const lines = [
    colours.bold(shorten(title, width)),
    ...(sides ? table(sides, view, width) : []),
    ...findings.flatMap((finding) => {
      const [first = "", ...more] = words(finding, width - 4);
      const sign = SIGNS[finding.level];
      const mark = finding.level === "wrong" ? colours.red(sign) : sign;
      return [`  ${mark} ${first}`, ...more.map((line) => `    ${line}`)];
    }),
    ...(sides && findings.every(({ fix }) => fix === undefined)
      ? ["  Each side alone carries the peak of both."]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function words({ what, fix }: Finding, width: number): string[] {
  return filled(`${what}.${fix === undefined ? "" : ` ${fix}`}`.split(" "), width);
}

function table(sides: readonly [NamedSide, NamedSide], view: PairView, width: number): string[] {
  const { costOf, together } = view;
  const rows: [name: string, ...cells: string[]][] = [
    ["", ...sides.map(({ stack }) => stack)],
    ["runs in", ...sides.map(({ cloud, region }) => `${cloud}, ${region}`)],
    ["role", ...sides.map(({ role }) => role)],
    ["clients, both well", ...sides.map((side) => `${clientShare(side)} %`)],
    ["host name", ...sides.map(({ ownHostname }) => ownHostname)],
    ["keeps the name", ...sides.map(({ keepsName }) => (keepsName ? "yes" : "no"))],
    ["chats at most", ...sides.map(({ places }) => String(places))],
    ["planned peak", ...sides.map(({ plannedPeak }) => String(plannedPeak))],
  ];
  if (costOf) rows.push(["a month", ...sides.map(({ stack }) => costOf(stack))]);
  if (together !== undefined) rows.push(["together", together]);
  const column = Math.floor((width - 24) / 2);
  return rows.map(([name, ...cells]) =>
    `  ${name.padEnd(20)}${cells.map((cell) => shorten(cell, column - 2).padEnd(column)).join("")}`.trimEnd(),
  );
}
