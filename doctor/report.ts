import { filled } from "../plan/tree/text";
import type { Finding, Status } from "./types";

const WIDTH = 80;

const TITLES: readonly (readonly [Status, string])[] = [
  ["fix", "To fix"],
  ["unchecked", "Not checked"],
  ["ok", "Ok"],
];

/** What was found, for people. */
export function doctorReport(title: string, findings: readonly Finding[]): string {
  const column = Math.max(...findings.map(({ check }) => check.length)) + 4;
  const counts = TITLES.flatMap(([status, name]) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [`${count} ${name.toLowerCase()}`];
  });
  const sections = TITLES.flatMap(([status, name]) => {
    const own = findings.filter((finding) => finding.status === status);
    return own.length === 0 ? [] : ["", name, ...own.flatMap((each) => lines(each, column))];
  });
  const head = filled(`${title}: ${counts.join(", ")}`.split(" "), WIDTH);
  return [...head, ...sections].map((line) => `${line}\n`).join("");
}

function lines({ check, what, command }: Finding, column: number): string[] {
  const [first = "", ...rest] = filled(what.split(" "), WIDTH - column);
  const indent = " ".repeat(column);
  return [
    `${`  ${check}`.padEnd(column)}${first}`,
    ...rest.map((line) => `${indent}${line}`),
    // A command is never broken: it is there to be copied.
    ...(command === undefined ? [] : [`${indent}${command}`]),
  ];
}
