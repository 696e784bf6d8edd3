import { resolve } from "node:path";
import { build } from "esbuild";

/** The folder of the sources. */
export const APP = resolve(__dirname, "..");

/**
 * Writes the gateway and all that it imports as one file of CommonJS.
 * @throws Error when the code does not build, with esbuild's own messages
 */
export async function bundleGateway(file: string): Promise<void> {
  await build({
    absWorkingDir: APP,
    entryPoints: ["gateway/main.ts"],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    // The oldest Node that the tests run it on.
    target: "node20",
    charset: "utf8",
    // A stack trace must name the source.
    sourcemap: true,
    sourcesContent: false,
    // Licences ask to stay with the code.
    legalComments: "eof",
    // What the sources mean must not depend on the compiler options of the folder around them.
    tsconfigRaw: {},
    logLevel: "silent",
  });
}
