import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { APP } from "./bundle";

/** Browsers of 2024 and later: those that know `light-dark()`. */
const TARGETS = ["chrome123", "edge123", "firefox120", "safari17.5"];

/** Files that are served as they are. */
const PLAIN_FILES = ["index.html", "icon.svg"];

/**
 * What the browser may do on the page: load from the gateway, talk to it, and nothing else. No code
 * or style in the page's text, no frames around it, no text that turns into HTML.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The headers of every file of the page. */
const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Builds the page and writes it to a folder, as the gateway's ASSETS_DIR wants it. The same sources
 * and packages give the same bytes on every machine and in every folder.
 * @param folder made when it is not there
 * @param app the folder of the sources
 * @throws Error when the code does not build, with esbuild's own messages
 */
export async function writePage(folder: string, app: string = APP): Promise<void> {
  const source = (name: string): string => join("page", name);
  const { outputFiles } = await build({
    absWorkingDir: app,
    entryPoints: [source("main.ts"), source("style.css")],
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    format: "esm",
    target: TARGETS,
    charset: "utf8",
    // Licences ask to stay with the code.
    legalComments: "eof",
    preserveSymlinks: true,
    // What the sources mean must not depend on the compiler options of the folder around them.
    tsconfigRaw: {},
    logLevel: "silent",
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  for (const name of PLAIN_FILES) {
    writeFileSync(join(folder, name), readFileSync(join(app, source(name))));
  }
  writeFileSync(join(folder, "headers.json"), `${JSON.stringify(HEADERS, null, 2)}\n`);
}
