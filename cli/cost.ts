import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { parseFlags, type Command } from "./command";
import { PlanError, messageOf } from "../plan/errors";

const USAGE = `Usage: npm run cost -- [--stack NAME] [--set KEY=VALUE]... [--json]
                        [--prices FILE] [--usage KEY=VALUE | --usage FILE]...

Shows what a stack costs a month at list price: what runs all the time, and what
follows the use, as assumed. Needs no account, network or passphrase.

  --stack NAME       the stack to price, one of Pulumi.NAME.yaml; default: dev
  --set KEY=VALUE    use another config value, as in \`npm run plan\`
  --prices FILE      your own prices, as JSON or YAML; they stand before the
                     shipped ones
  --usage KEY=VALUE  assume another use, like --usage logGb=50; or a FILE of
                     keys and values, as JSON or YAML; repeat it for more
  --json             every line with its price and source, for other programs
  --help             this text

Examples:
  npm run cost -- --stack prod-aws
  npm run cost -- --set nodes.max=10 --usage spotDiscountPercent=60
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  set: { type: "string", multiple: true },
  prices: { type: "string" },
  usage: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `cost`: what a stack costs a month, as a table or as JSON. */
export const cost: Command = {
  summary: "what a stack costs a month at list price",
  async run(args, { projectDir, out, env }) {
    const flags = parseFlags(args, OPTIONS, USAGE, env);
    if (flags.help) {
      out(USAGE);
      return 0;
    }
    // Before the plan, which takes longer than to find out that a file is wrong.
    const { PriceBook } = await import("../cost/priceBook.js");
    const { readPrices } = await import("../cost/ownPrices.js");
    const { readUsage, usageWith } = await import("../cost/usage.js");
    const own =
      flags.prices === undefined ? [] : readPrices(flags.prices, await read(flags.prices, env));
    const usage = usageWith(readUsage(await usageEntries(flags.usage ?? [], env)));

    const { planStack } = await import("../plan/run.js");
    const { estimate } = await import("../cost/estimate.js");
    const planned = await planStack({ projectDir, stack: flags.stack, set: flags.set ?? [] });
    const estimated = estimate(planned, new PriceBook(own), usage);
    if (flags.json) {
      const { sortedJson } = await import("../plan/json.js");
      out(sortedJson(estimated));
    } else {
      const { costReport } = await import("../cost/report.js");
      const { titleOf } = await import("../plan/tree/title.js");
      out(costReport(titleOf(planned), estimated));
    }
    return 0;
  },
};

interface UsageEntry {
  readonly from: string;
  readonly key: string;
  readonly value: unknown;
}

async function usageEntries(
  given: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<UsageEntry[]> {
  const entries = given.map(async (text): Promise<UsageEntry[]> => {
    const split = text.indexOf("=");
    if (split < 0) return fileEntries(text, await read(text, env));
    const [key, value] = [text.slice(0, split), text.slice(split + 1)];
    return [{ from: "--usage", key, value: /^\s*$/.test(value) ? value : asNumber(value) }];
  });
  return (await Promise.all(entries)).flat();
}

function fileEntries(from: string, content: unknown): UsageEntry[] {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new PlanError(`${from} is no map of keys and values. Write one like: logGb: 50`);
  }
  return Object.entries(content).map(([key, value]) => ({ from, key, value: value as unknown }));
}

/** A number where it is one; else the text, for the message that says so. */
function asNumber(text: string): number | string {
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** A file of JSON or YAML, as the user named it: relative to where npm was called. */
async function read(file: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const { parse } = await import("yaml");
  let text: string;
  try {
    text = readFileSync(resolve(env["INIT_CWD"] ?? ".", file), "utf8");
  } catch {
    throw new PlanError(`${file} cannot be read. Give the path of a file of JSON or YAML.`);
  }
  try {
    return parse(text) as unknown;
  } catch (error) {
    const [first = ""] = messageOf(error).split("\n");
    throw new PlanError(`${file} is neither JSON nor YAML: ${first} Correct it.`);
  }
}
