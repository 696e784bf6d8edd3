import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import type { JsonObject, Plan } from "../../plan/types";
import { PROJECT_DIR } from "./plans";

/** The plan of this program as another project and stack, whose names no shipped stack has. */
export async function planAs(
  project: string,
  stack: string,
  config: JsonObject,
  set: readonly string[],
): Promise<Plan> {
  const projectDir = mkdtempSync(join(tmpdir(), "chatscale-names-"));
  const prefixed = Object.entries(config).map(([key, value]) => [`${project}:${key}`, value]);
  const files = {
    "Pulumi.yaml": { name: project, runtime: "nodejs", main: join(PROJECT_DIR, "index.ts") },
    [`Pulumi.${stack}.yaml`]: { config: Object.fromEntries(prefixed) as object },
  };
  try {
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(projectDir, file), JSON.stringify(content));
    }
    return await planStack({ projectDir, stack, set });
  } finally {
    rmSync(projectDir, { recursive: true });
  }
}
