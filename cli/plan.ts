import { randomBytes } from "node:crypto";

import type { Plan } from "../plan/types";
import { parseFlags, UsageError, type Command } from "./command";

const USAGE = `Usage: npm run plan -- [--stack NAME]... [--set KEY=VALUE]...
                        [--full | --json | --svg FILE | --mermaid FILE]

Shows what \`pulumi up\` would create. Needs no account, network or passphrase.

  --stack NAME     the stack to plan, one of Pulumi.NAME.yaml; default: dev;
                   repeat it for more, such as both clouds of a pair
  --full           each resource on a line of its own
  --json           the whole plan as JSON, for other programs
  --svg FILE       a picture of the stack, as an architect would draw it
  --mermaid FILE   the same as Mermaid text, for a comment or a page in Markdown
  --costs          in the picture, what each part costs a month
  --set KEY=VALUE  use another config value, like --set gateway.maxReplicas=10;
                   an empty value removes the key; repeat it for more keys
  --help           this text

A FILE of - is the standard output.

Examples:
  npm start
  npm run plan -- --stack prod-aws
  npm run plan -- --set cloud=azure --set gateway.maxReplicas=8
  npm run plan -- --stack prod-azure --svg stack.svg --costs
  npm run plan -- --stack prod-aws --stack prod-azure
`;

const OPTIONS = {
  stack: { type: "string", multiple: true },
  full: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  svg: { type: "string" },
  mermaid: { type: "string" },
  costs: { type: "boolean", default: false },
  set: { type: "string", multiple: true },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * The environment's variable that makes `plan --json` comparable with another run of the same key.
 * `npm run diff` sets it for the revisions that it compares, so it must keep its name and meaning.
 */
export const DIGEST_KEY = "CHATSCALE_DIGEST_KEY";

/** `plan`: what `pulumi up` would create, as a tree or as JSON. */
export const plan: Command = {
  summary: "what `pulumi up` would create, without an account",
  async run(args, { projectDir, out, width, colour, env }) {
    const flags = parseFlags(args, OPTIONS, USAGE, env);
    const { full, json, set = [], svg, mermaid } = flags;
    const stacks = [...new Set(flags.stack ?? ["dev"])];
    if (flags.help) {
      out(USAGE);
      return 0;
    }
    const drawn = svg !== undefined || mermaid !== undefined;
    if (drawn && (json || full)) {
      throw new UsageError("A picture goes with neither --json nor --full.", USAGE);
    }
    if (drawn && stacks.length > 1) {
      throw new UsageError("A picture is of one stack: give --stack once.", USAGE);
    }
    if (flags.costs && !drawn) {
      throw new UsageError("--costs needs --svg or --mermaid: all else has the costs.", USAGE);
    }
    const { planStack } = await import("../plan/run.js");
    // A picture shows what is made of what, and only a plan with such a key knows that.
    const digestKey = env[DIGEST_KEY] ?? (drawn ? randomBytes(32).toString("hex") : undefined);
    const plans: Plan[] = [];
    for (const stack of stacks) {
      const key = digestKey !== undefined && { digestKey };
      plans.push(await planStack({ projectDir, stack, set, ...key }));
    }
    const { estimate } = await import("../cost/estimate.js");
    const priced = plans.map((planned) => ({ planned, cost: estimate(planned) }));
    const { absentPeers, pairsAmong } = await import("../plan/pairs.js");
    const pairs = pairsAmong(plans);
    if (drawn) {
      const { draw } = await import("./picture.js");
      for (const { planned, cost } of priced) {
        await draw(planned, { svg, mermaid, costs: flags.costs ? cost : undefined, out });
      }
    } else if (json) {
      const { sortedJson } = await import("../plan/json.js");
      const { costSummary } = await import("../cost/json.js");
      const shown = priced.map(({ planned, cost }) => ({ ...planned, cost: costSummary(cost) }));
      const [first, second] = shown;
      out(sortedJson(first && !second ? first : { stacks: shown, pairs }));
    } else {
      const { planTree } = await import("../plan/tree.js");
      const { treeCosts } = await import("../cost/treeCosts.js");
      for (const [index, { planned, cost }] of priced.entries()) {
        if (index > 0) out("\n");
        out(planTree(planned, { width, colour, full, costs: treeCosts(planned, cost) }));
      }
      const { shownPair } = await import("./pair.js");
      for (const pair of pairs) out(`\n${shownPair(pair, priced, { width, colour })}`);
      const absent = stacks.length > 1 ? absentPeers(plans) : [];
      for (const line of absent) out(`\n${line}\n`);
    }
    const toFix = pairs.flatMap(({ findings }) => findings.filter(({ fix }) => fix !== undefined));
    return toFix.length > 0 ? 1 : 0;
  },
};
