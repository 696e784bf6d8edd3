import { PLATFORM_NAMES, platformTexts, type PlatformName } from "../../shared/config/schema";
import { ACCESS_FIELDS } from "./access";
import { ALARM_FIELDS } from "./alarms";
import type { Answer, Answers } from "./answer";
import { FUNCTION_FIELDS } from "./functions";
import { GATEWAY_FIELDS } from "./gateway";
import { MODEL_FIELDS } from "./model";

/**
 * What becomes of every field of the workload on each platform, by its path in `ChatbotWorkload`; an
 * alarm goes by its metric.
 */
export const PARITY: Readonly<Record<string, Answers>> = {
  ...GATEWAY_FIELDS,
  ...ACCESS_FIELDS,
  ...MODEL_FIELDS,
  ...FUNCTION_FIELDS,
  ...ALARM_FIELDS,
};

const HEAD = `# Parity

Every field of the workload (\`shared/workload.ts\`), and where each platform keeps it. Nothing is
dropped: a field is carried by the property that is named here, as it stands or as the last column
says, or it is refused with an error. This page is made by \`npm run docs\` from the table that
\`tests/contract.test.ts\` proves: on each platform it plans stacks that differ in every field, finds
the value of each in its property, and asks for what is refused.

The names of resources follow that of the stack: \`HorizontalPodAutoscaler gateway\` of the stack
\`dev\` is \`chatscale-dev-gateway\`. AKS stands for \`ingress.mode: managed\`; with Front Door two alarms
move, as [azure-observability.md](azure-observability.md) says.
`;

/** The documentation of every field, as Markdown. */
export function parityPage(): string {
  const groups = new Map<string, string[]>();
  for (const [field, answers] of Object.entries(PARITY)) {
    const group = field.split(".")[0] ?? field;
    groups.set(group, [...(groups.get(group) ?? []), ...rows(field, answers)]);
  }
  const tables = [...groups].map(
    ([group, lines]) =>
      `\n## ${group}\n\n| Field | On | Carried by | How |\n| --- | --- | --- | --- |\n${lines.join("")}`,
  );
  return HEAD + tables.join("");
}

function rows(field: string, answers: Answers): string[] {
  const platforms = new Map<string, PlatformName[]>();
  for (const [platform, answer] of Object.entries(answers) as [PlatformName, Answer][]) {
    const text = answerText(answer);
    platforms.set(text, [...(platforms.get(text) ?? []), platform]);
  }
  return [...platforms].map(([text, on]) => `| \`${field}\` | ${onText(on)} | ${text} |\n`);
}

function onText(platforms: readonly PlatformName[]): string {
  return platforms.length === PLATFORM_NAMES.length ? "all" : platformTexts(platforms).join(", ");
}

function answerText(answer: Answer): string {
  if ("error" in answer) return `refused: “${answer.error}” | ${answer.when}`;
  const { type, name, path, format } = answer;
  const resource = [type.split(":").at(-1), name].filter((part) => part !== undefined).join(" ");
  const place = path === undefined ? "" : `, \`${path}\``;
  return `\`${resource}\`${place} | ${format.note ?? ""}`;
}
