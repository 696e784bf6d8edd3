import { show, type Problem } from "../shared/problems";
import type { Policy, Violation } from "./types";

/** Leave to break a policy in a stack, for a time. */
export interface Exemption {
  readonly policy: string;
  readonly stack: string;
  /** The name of the only resource that may; default: all of the stack. */
  readonly resource?: string;
  readonly reason: string;
  /** The last day on which it holds, as YYYY-MM-DD in UTC. */
  readonly until: string;
}

/** Where the project keeps its exemptions, from its folder. */
export const EXEMPTIONS_FILE = "policy/exemptions.yaml";

/** Days that an exemption may last: what lasts longer is a rule of its own. */
const LONGEST_DAYS = 366;

/** A reason of fewer characters tells nobody anything. */
const SHORTEST_REASON = 15;

const KEYS = ["policy", "stack", "resource", "reason", "until"] as const;
const REQUIRED = ["policy", "stack", "reason", "until"] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The exemptions of a parsed file, and all that is wrong with it. One that has a problem does not hold.
 * @param content of the file; undefined or null for none
 * @param now to which they must not have ended
 */
export function readExemptions(
  content: unknown,
  policies: readonly Policy[],
  now: Date,
): { readonly exemptions: readonly Exemption[]; readonly problems: readonly Problem[] } {
  if (content === undefined || content === null) return { exemptions: [], problems: [] };
  if (!Array.isArray(content)) {
    const fix = "Write one entry with policy, stack, reason and until for each.";
    return {
      exemptions: [],
      problems: [{ key: EXEMPTIONS_FILE, value: show(content), rule: "must be a list", fix }],
    };
  }
  const read = content.map((entry: unknown, index) => {
    const problems = entryProblems(entry, `[${index}]`, policies, now);
    return { problems, exemptions: problems.length === 0 ? [entry as Exemption] : [] };
  });
  return {
    exemptions: read.flatMap(({ exemptions }) => exemptions),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function entryProblems(
  entry: unknown,
  path: string,
  policies: readonly Policy[],
  now: Date,
): Problem[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    const fix = "Write policy, stack, reason and until below it.";
    return [{ key: path, value: show(entry), rule: "must be a map of keys", fix }];
  }
  const values = entry as Readonly<Record<string, unknown>>;
  const problem = (key: string, rule: string, fix: string): Problem => ({
    key: `${path}.${key}`,
    ...(values[key] !== undefined && { value: show(values[key]) }),
    rule,
    fix,
  });
  const strange = Object.keys(values).filter((key) => !(KEYS as readonly string[]).includes(key));
  const missing = REQUIRED.filter((key) => isEmpty(values[key]));
  const wrong = KEYS.filter((key) => !isEmpty(values[key]) && typeof values[key] !== "string");
  const isText = (key: (typeof KEYS)[number]): boolean =>
    !isEmpty(values[key]) && typeof values[key] === "string";
  return [
    ...strange.map((key) => problem(key, "is not a key of an exemption", "Remove it.")),
    ...missing.map((key) => problem(key, "is required", FIXES[key])),
    ...wrong.map((key) => problem(key, "must be a text", "Write it as a text, in quotes.")),
    ...(isText("policy") && !policies.some(({ name }) => name === values["policy"])
      ? [problem("policy", "must be the name of a policy", "Choose one of docs/policy.md.")]
      : []),
    ...(isText("reason") && String(values["reason"]).trim().length < SHORTEST_REASON
      ? [
          problem(
            "reason",
            `must be a sentence, of ${SHORTEST_REASON} characters or more`,
            FIXES.reason,
          ),
        ]
      : []),
    ...(isText("until") ? untilProblems(String(values["until"]), now, problem) : []),
  ];
}

const FIXES = {
  policy: "Name the policy, as docs/policy.md does.",
  stack: "Name the stack that may break it.",
  reason: "Say why it is broken, and what will end that.",
  until: "Give the last day on which it holds, like 2027-03-31.",
} as const;

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && !value.trim());
}

function untilProblems(
  until: string,
  now: Date,
  problem: (key: string, rule: string, fix: string) => Problem,
): Problem[] {
  const start = Date.parse(`${until}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(start);
  // JavaScript takes the 31st of February for a day of March.
  if (!isDay || new Date(start).toISOString().slice(0, 10) !== until) {
    return [problem("until", "must be a day", FIXES.until)];
  }
  const today = now.toISOString().slice(0, 10);
  if (until < today) {
    const fix = "Mend what breaks the policy and remove the exemption, or decide anew until when.";
    return [problem("until", "must not be over", fix)];
  }
  if (start - Date.parse(`${today}T00:00:00Z`) > LONGEST_DAYS * DAY_MS) {
    return [
      problem("until", "must be within a year", "Decide again in a year: give an earlier day."),
    ];
  }
  return [];
}

/** Violations, each with the exemption that lets it be. */
export interface Judged {
  readonly violations: readonly Violation[];
  readonly exempt: readonly (Violation & { readonly exemption: Exemption })[];
  /** Exemptions of the stack that let nothing be: what they were for is mended. */
  readonly unused: readonly Exemption[];
}

export function withExemptions(
  all: readonly Violation[],
  exemptions: readonly Exemption[],
  stack: string,
): Judged {
  const own = exemptions.filter((exemption) => exemption.stack === stack);
  const found = all.map((violation) => ({
    violation,
    exemption: own.find((each) => lets(each, violation)),
  }));
  return {
    violations: found.filter(({ exemption }) => !exemption).map(({ violation }) => violation),
    exempt: found.flatMap(({ violation, exemption }) =>
      exemption ? [{ ...violation, exemption }] : [],
    ),
    unused: own.filter((each) => !found.some(({ exemption }) => exemption === each)),
  };
}

function lets({ policy, resource }: Exemption, violation: Violation): boolean {
  const name = violation.urn.split("::").slice(3).join("::");
  return policy === violation.policy && (resource === undefined || resource === name);
}
