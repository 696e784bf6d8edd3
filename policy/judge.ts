import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import type { Plan } from "../plan/types";
import type { Problem } from "../shared/problems";
import { violationsOf } from "./evaluate";
import {
  EXEMPTIONS_FILE,
  readExemptions,
  withExemptions,
  type Exemption,
  type Judged,
} from "./exemptions";
import { POLICIES } from "./policies";

/**
 * The exemptions of a project, and all that is wrong with them.
 * @param now to which they must not have ended
 */
export function projectExemptions(
  projectDir: string,
  now: Date,
): { readonly exemptions: readonly Exemption[]; readonly problems: readonly Problem[] } {
  let text: string;
  try {
    text = readFileSync(join(projectDir, EXEMPTIONS_FILE), "utf8");
  } catch {
    // A revision from before there were policies has none.
    return { exemptions: [], problems: [] };
  }
  try {
    return readExemptions(parse(text), POLICIES, now);
  } catch (error) {
    const [rule = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const problem = { key: EXEMPTIONS_FILE, rule: `must be YAML: ${rule}`, fix: "Correct it." };
    return { exemptions: [], problems: [problem] };
  }
}

/**
 * Where a plan breaks policies, and which of these violations an exemption lets be.
 * @param config of the stack, by full key
 */
export function judge(
  plan: Plan,
  config: Readonly<Record<string, string>>,
  exemptions: readonly Exemption[],
): Judged {
  const isProd = config[`${plan.project}:size`] === "prod";
  const planned = plan.resources.filter(({ read }) => read !== true);
  return withExemptions(violationsOf(planned, { isProd }), exemptions, plan.stack);
}
