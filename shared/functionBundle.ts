import { resolve } from "node:path";

/** The folder of Pulumi.yaml, whose node_modules the functions are bundled with. */
const PROJECT_DIR = resolve(__dirname, "..");

/**
 * The entries of app/functions. A worker of AWS Lambda and one of Azure Functions differ in how
 * their cloud calls them, and in nothing else.
 */
export type FunctionEntry = "lambda/webhook" | "lambda/worker" | "azure/main";

/** The oldest Node that runs the bundle: that of the tests; both clouds run a newer one. */
const TARGET = "node20";

const bundles = new Map<string, Promise<string>>();

/** One entry of app/functions, as the text of one file: see `bundleFile`. */
export function bundleFunction(entry: FunctionEntry): Promise<string> {
  return bundleFile(`app/functions/${entry}.ts`, PROJECT_DIR);
}

/**
 * A file of the project and all that it imports, as the text of one CommonJS file; made once
 * per process. The same sources and packages give the same text on every machine and in every
 * folder, so that a plan changes only when the code does. It is not minified: a stack trace names
 * the functions of the source, and some tens of kilobytes cost no start-up time.
 * @param file relative to the project
 * @throws Error when the code does not build, with esbuild's own messages
 */
export function bundleFile(file: string, projectDir: string): Promise<string> {
  const key = resolve(projectDir, file);
  const bundle = bundles.get(key) ?? build(projectDir, file);
  bundles.set(key, bundle);
  return bundle;
}

async function build(projectDir: string, file: string): Promise<string> {
  // Loaded here, since most stacks have no functions.
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    absWorkingDir: projectDir,
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: TARGET,
    charset: "utf8",
    // Licences ask to stay with the code; at its end they are out of the way.
    legalComments: "eof",
    // The Functions host provides this module when the app starts.
    external: ["@azure/functions-core"],
    // Paths in the text are relative to the project, even where node_modules is a link.
    preserveSymlinks: true,
    // What the sources mean must not depend on the compiler options of the folder around them.
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild made nothing of ${file}.`);
  return output.text;
}
