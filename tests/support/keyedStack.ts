import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { PROJECT_DIR } from "./plans";

/** An encrypted value: what it hides is no text of any plan. */
export const CIPHERTEXT = "Y2lwaGVydGV4dA";
export const ENCRYPTED = { secure: `v1:c2VjcmV0:${CIPHERTEXT}==` };

type Cloud = "aws" | "azure" | "kubernetes";

/**
 * The plan of a stack `keyed` of this program, whose model asks for a key; its files are gone after.
 * @param gatewayToken what clients show to chat; default: everybody may
 */
export async function planWithKey(
  cloud: Cloud,
  modelApiKey: unknown,
  gatewayToken?: unknown,
): Promise<Plan> {
  const projectDir = mkdtempSync(join(tmpdir(), "chatscale-key-"));
  const project = { name: "chatscale", runtime: "nodejs", main: join(PROJECT_DIR, "index.ts") };
  const config = {
    "chatscale:cloud": cloud,
    "chatscale:gateway": {
      image: "registry.example.com/gateway:2",
      ...(gatewayToken !== undefined && { auth: "bearer" }),
    },
    ...(gatewayToken !== undefined && { "chatscale:gatewayToken": gatewayToken }),
    ...(cloud === "kubernetes"
      ? { "chatscale:kubeContext": "kind" }
      : { "chatscale:kubernetesApi": { allowedCidrs: ["203.0.113.0/24"] } }),
    "chatscale:model": { backend: "openai", url: "https://api.example.com/v1" },
    "chatscale:modelApiKey": modelApiKey,
  };
  try {
    writeFileSync(join(projectDir, "Pulumi.yaml"), JSON.stringify(project));
    writeFileSync(join(projectDir, "Pulumi.keyed.yaml"), JSON.stringify({ config }));
    return await planStack({ projectDir, stack: "keyed" });
  } finally {
    rmSync(projectDir, { recursive: true });
  }
}
