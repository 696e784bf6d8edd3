import { PlanError } from "../plan/errors";
import { describeProblems } from "../shared/problems";
import { parseFlags, UsageError, type Command } from "./command";

const USAGE = `Usage: npm run policy -- [--stack NAME]... [--set KEY=VALUE]... [--json]

Shows where stacks break the platform's policies, and what to do about it. Needs no
account, network or passphrase. Fails where a mandatory policy is broken, and where an
exemption in policy/exemptions.yaml has no reason or is over.

  --stack NAME     a stack to look at; repeat it for more; default: all
  --set KEY=VALUE  use another config value, as in \`npm run plan\`, in one stack
  --json           all of it as JSON, for other programs
  --help           this text

Under the engine: pulumi preview --policy-pack policy

Examples:
  npm run policy
  npm run policy -- --stack prod-azure --set 'zones=["1"]'
`;

const OPTIONS = {
  stack: { type: "string", multiple: true },
  set: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `policy`: where stacks break the platform's policies. */
export const policy: Command = {
  summary: "where stacks break the platform's policies",
  async run(args, { projectDir, out, env, now = () => new Date() }) {
    const { stack, set = [], json, help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    if (set.length > 0 && stack?.length !== 1) {
      throw new UsageError("--set is for one stack: name it by --stack.", USAGE);
    }
    const { listStacks, readStack } = await import("../plan/stackFile.js");
    const { judge, projectExemptions } = await import("../policy/judge.js");
    const { exemptions, problems } = projectExemptions(projectDir, now());
    if (problems.length > 0) {
      throw new PlanError(describeProblems("policy/exemptions.yaml", problems));
    }
    const { planStack } = await import("../plan/run.js");
    const judged = [];
    for (const name of [...new Set(stack ?? listStacks(projectDir))]) {
      const plan = await planStack({ projectDir, stack: name, set });
      const { config } = readStack(projectDir, name, set);
      judged.push({ plan, ...judge(plan, config, exemptions) });
    }
    if (json) {
      const { sortedJson } = await import("../plan/json.js");
      const stacks = judged.map(({ plan, ...found }) => ({ stack: plan.stack, ...found }));
      out(sortedJson({ format: 1, stacks }));
    } else {
      const { policyReport } = await import("../policy/report.js");
      out(judged.map(policyReport).join("\n"));
    }
    const isBroken = judged.some(({ violations }) =>
      violations.some(({ level }) => level === "mandatory"),
    );
    return isBroken ? 1 : 0;
  },
};
