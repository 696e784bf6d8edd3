import { parseFlags, type Command } from "./command";

const USAGE = `Usage: npm run plan -- [--stack NAME] [--set KEY=VALUE]... [--full | --json]

Shows what \`pulumi up\` would create. Needs no account, network or passphrase.

  --stack NAME     the stack to plan, one of Pulumi.NAME.yaml; default: dev
  --full           each resource on a line of its own
  --json           the whole plan as JSON, for other programs
  --set KEY=VALUE  use another config value, like --set gateway.maxReplicas=10;
                   an empty value removes the key; repeat it for more keys
  --help           this text

Examples:
  npm start
  npm run plan -- --stack prod-aws
  npm run plan -- --set cloud=azure --set gateway.maxReplicas=8
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  full: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
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
    const { stack, full, json, set = [], help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    const { planStack } = await import("../plan/run.js");
    const digestKey = env[DIGEST_KEY];
    const planned = await planStack({
      projectDir,
      stack,
      set,
      ...(digestKey !== undefined && { digestKey }),
    });
    const { estimate } = await import("../cost/estimate.js");
    const cost = estimate(planned);
    if (json) {
      const { sortedJson } = await import("../plan/json.js");
      const { costSummary } = await import("../cost/json.js");
      out(sortedJson({ ...planned, cost: costSummary(cost) }));
    } else {
      const { planTree } = await import("../plan/tree.js");
      const { treeCosts } = await import("../cost/treeCosts.js");
      out(planTree(planned, { width, colour, full, costs: treeCosts(planned, cost) }));
    }
    return 0;
  },
};
