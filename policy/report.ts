import { shortNames } from "../plan/tree/page";
import { filled } from "../plan/tree/text";
import { titleOf } from "../plan/tree/title";
import { typeNames } from "../plan/tree/typeNames";
import type { Plan } from "../plan/types";
import type { Judged } from "./exemptions";
import { POLICIES } from "./policies";
import type { Level, Violation } from "./types";

/** A plan, and what the policies say of it. */
export interface JudgedPlan extends Judged {
  readonly plan: Plan;
}

const WIDTH = 80;

const LEVELS: readonly (readonly [Level, string])[] = [
  ["mandatory", "Mandatory"],
  ["advisory", "Advisory"],
];

/** What the policies say of a stack, for people; one line where there is nothing to say. */
export function policyReport(judged: JudgedPlan): string {
  const { plan, violations, exempt, unused } = judged;
  const label = labels(plan);
  const lines = [
    ...words(`${titleOf(plan)}: ${summary(judged)}`, 0),
    ...LEVELS.flatMap(([level, title]) => {
      const found = violations.filter((violation) => violation.level === level);
      return found.length === 0 ? [] : [`  ${title}`, ...grouped(found, label)];
    }),
    ...(exempt.length === 0 ? [] : ["  Exempt"]),
    ...exempt.flatMap(({ policy, urn, exemption }) =>
      words(`${policy}, ${label(urn)}, until ${exemption.until}: ${exemption.reason}`, 4),
    ),
    ...unused.flatMap(({ policy, resource, until }) =>
      words(
        `The exemption of ${resource ?? "all resources"} from ${policy} until ${until} lets ` +
          "nothing be: remove it.",
        2,
      ),
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function summary({ violations, exempt }: Judged): string {
  const counts = LEVELS.flatMap(([level]) => {
    const count = violations.filter((violation) => violation.level === level).length;
    return count === 0 ? [] : [`${count} ${level}`];
  });
  const all = [...counts, ...(exempt.length === 0 ? [] : [`${exempt.length} exempt`])];
  return all.length === 0 ? "keeps every policy" : all.join(", ");
}

function grouped(violations: readonly Violation[], label: (urn: string) => string): string[] {
  return POLICIES.flatMap(({ name, description, remediation }) => {
    const own = violations.filter(({ policy }) => policy === name);
    if (own.length === 0) return [];
    return [
      ...words(`${name}: ${description}`, 4),
      ...own.flatMap(({ urn, property, rule }) => {
        const what = property === "" ? rule : `${property} ${rule}`;
        return words(`${label(urn)}: ${what}`, 6);
      }),
      ...words(`Fix: ${remediation}`, 6),
    ];
  });
}

/** Names as `npm run plan` shows them: `iam.Role nodes`. */
function labels({ resources }: Plan): (urn: string) => string {
  const typeName = typeNames(resources);
  const shortName = shortNames(resources);
  const names = new Map(
    resources.map(({ urn, type, name }) => [urn, `${typeName(type)} ${shortName(name)}`.trimEnd()]),
  );
  return (urn) => names.get(urn) ?? urn;
}

function words(text: string, indent: number): string[] {
  return filled(text.split(" "), WIDTH - indent).map((line) => " ".repeat(indent) + line);
}
