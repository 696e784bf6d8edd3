import { createHash } from "node:crypto";
import { bundleFunction } from "./functionBundle";
import { zip } from "./zip";

/** What an app on Azure Functions runs. */
export interface FunctionPackage {
  /** A ZIP archive. */
  readonly bytes: Buffer;
  /** Its SHA-256, in hex. */
  readonly sha256: string;
}

/** What the Functions host reads to find the code. */
const PACKAGE_JSON = { name: "chatscale-functions", private: true, main: "index.js" };

/**
 * The functions of Azure as one package for both apps. The same sources, packages and settings give
 * the same bytes on every machine.
 * @param hostJson the settings of the Functions host, as text
 */
export async function functionPackage(hostJson: string): Promise<FunctionPackage> {
  const bytes = zip({
    "host.json": hostJson,
    "index.js": await bundleFunction("azure/main"),
    "package.json": `${JSON.stringify(PACKAGE_JSON, undefined, 2)}\n`,
  });
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
