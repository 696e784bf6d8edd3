import type { Plan } from "../../plan/types";
import { violationsOf } from "../../policy/evaluate";

/** The mandatory policies that a plan breaks, each once. */
export function mandatoryIn({ resources }: Plan, isProd: boolean): string[] {
  const broken = violationsOf(resources, { isProd }).filter(({ level }) => level === "mandatory");
  return [...new Set(broken.map(({ policy }) => policy))];
}
