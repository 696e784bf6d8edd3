import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Gateway } from "../app/gateway/gateway";
import type { GatewaySettings } from "../app/gateway/settings";
import { parseFlags, UsageError, type Command, type Context } from "./command";
import { openBrowser } from "./openBrowser";

const USAGE = `Usage: npm run chat -- [--port N] [--model-url URL] [--model-name NAME] [--no-open]

Runs the chat service on this machine, and opens its page. It needs no key and no account: replies
come from an embedded demo model, or from any OpenAI-compatible API. Ctrl-C ends it.

  --port N           where it listens; default: 8080, or any free port when that is taken
  --model-url URL    an OpenAI-compatible API, like http://localhost:11434/v1; default: MODEL_URL
  --model-name NAME  its model; default: MODEL_NAME
  --no-open          only print the page's address
  --help             this text

The API's key is read from MODEL_API_KEY, or from the file that MODEL_API_KEY_FILE names.
`;

const OPTIONS = {
  port: { type: "string" },
  "model-url": { type: "string" },
  "model-name": { type: "string" },
  "no-open": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const DEFAULT_PORT = 8080;

/** The variables that are passed on to the gateway as they are. */
const PASSED_ON = ["MODEL_API_KEY", "MODEL_API_KEY_FILE", "DEMO_TOKENS_PER_SECOND"];

/** `chat`: the chat service and its page on this machine. */
export const chat: Command = {
  summary: "chat with the service on this machine, without a key",
  async run(args, context) {
    const { out, env } = context;
    const flags = parseFlags(args, OPTIONS, USAGE, env);
    if (flags.help) {
      out(USAGE);
      return 0;
    }
    const model = {
      MODEL_URL: flags["model-url"] ?? env["MODEL_URL"],
      MODEL_NAME: flags["model-name"] ?? env["MODEL_NAME"],
    };
    const wanted = flags.port === undefined ? undefined : portOf(flags.port);
    const { gateway, port } = await start(wanted, model, context);
    const url = `http://127.0.0.1:${port}/`;
    const what = model.MODEL_URL ?? "the demo model";
    out(`Chat with ${what}: ${url}\nCtrl-C ends it.\n`);
    if (!flags["no-open"]) openBrowser(url, env);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await gateway.close();
    return 0;
  },
};

interface Running {
  readonly gateway: Gateway;
  readonly port: number;
}

async function start(
  port: number | undefined,
  model: NodeJS.ProcessEnv,
  context: Context,
): Promise<Running> {
  const { writePage } = await import("../app/image/page.js");
  const folder = mkdtempSync(join(tmpdir(), "chatscale-page-"));
  try {
    await writePage(folder, join(context.projectDir, "app"));
    const first = await listen(port ?? DEFAULT_PORT, folder, model, context);
    if (first) return first;
    const other = port === undefined ? await listen(0, folder, model, context) : undefined;
    if (other) return other;
    throw new UsageError(
      `--port: ${port} is taken. Choose another one, or 0 for a free one.`,
      USAGE,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Starts the gateway; undefined when the port is taken.
 * @param folder the page's files, which the gateway reads at its start and never again
 * @throws UsageError when the model's settings are wrong
 */
async function listen(
  port: number,
  folder: string,
  model: NodeJS.ProcessEnv,
  { env, err }: Context,
): Promise<Running | undefined> {
  const { Gateway } = await import("../app/gateway/gateway.js");
  const { jsonLog } = await import("../app/gateway/log.js");
  const { gatewayParts } = await import("../app/gateway/parts.js");
  const log = { ...jsonLog(err), info: () => undefined };
  const settings = await settingsOf({
    ...Object.fromEntries(PASSED_ON.map((name) => [name, env[name]])),
    ...model,
    MODEL_BACKEND: model["MODEL_URL"] === undefined ? "demo" : "openai",
    PORT: String(port),
    METRICS_PORT: "0",
    ASSETS_DIR: folder,
  });
  const gateway = new Gateway(await gatewayParts(settings, log));
  try {
    return { gateway, port: (await gateway.listen("machine")).port };
  } catch (error) {
    await gateway.close();
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
}

async function settingsOf(environment: NodeJS.ProcessEnv): Promise<GatewaySettings> {
  const { SettingsError } = await import("../app/functions/settings.js");
  const { readSettings } = await import("../app/gateway/settings.js");
  try {
    return readSettings(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.problems.join("\n"), USAGE);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port: "${text}" must be a whole number from 0 to 65535.`, USAGE);
}
