import type { z } from "zod";

import type { Answer, Finding, World } from "./types";

/** What a program said, or why it is not known; its own words stay with it, for they may hold secrets. */
export type Asked<T> = { readonly value: T } | { readonly why: string; readonly answer: Answer };

/** What a program says as JSON. */
export async function askJson<T>(
  { run }: World,
  schema: z.ZodType<T>,
  program: string,
  ...args: string[]
): Promise<Asked<T>> {
  const answer = await run(program, args);
  if (answer.outcome !== "done") return { why: whyNot(answer, program, args), answer };
  const parsed = schema.safeParse(json(answer.stdout));
  if (parsed.success) return { value: parsed.data };
  return { why: `\`${shown(program, args)}\` answers what this does not understand.`, answer };
}

/** What a program says as text, without the spaces around it. */
export async function askText(
  { run }: World,
  program: string,
  ...args: string[]
): Promise<Asked<string>> {
  const answer = await run(program, args);
  if (answer.outcome === "done") return { value: answer.stdout.trim() };
  return { why: whyNot(answer, program, args), answer };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyNot(answer: Answer, program: string, args: readonly string[]): string {
  if (answer.outcome === "missing") return `\`${program}\` is not on the PATH.`;
  if (answer.outcome === "hung") {
    return `\`${shown(program, args)}\` did not answer in ${answer.seconds} s.`;
  }
  const code = answer.outcome === "failed" && answer.code !== null ? ` (code ${answer.code})` : "";
  return `\`${shown(program, args)}\` failed${code}.`;
}

/** The program and what it was asked, without options. */
function shown(program: string, args: readonly string[]): string {
  const options = args.findIndex((arg) => arg.startsWith("-"));
  return [program, ...args.slice(0, options < 0 ? args.length : options)].join(" ");
}

export function ok(check: string, what: string): Finding {
  return { check, status: "ok", what };
}

export function fix(check: string, what: string, command?: string): Finding {
  return { check, status: "fix", what, ...(command !== undefined && { command }) };
}

export function unchecked(check: string, what: string, command?: string): Finding {
  return { check, status: "unchecked", what, ...(command !== undefined && { command }) };
}

/** Whether a version is as new as another, by its first two numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [a = 0, b = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [x = 0, y = 0] = least.split(".").map(Number);
  return a > x || (a === x && b >= y);
}
