import { randomBytes } from "node:crypto";

import type { Outcome } from "../diff/stack";
import { PlanError } from "../plan/errors";
import type { Plan } from "../plan/types";
import { parseFlags, UsageError, type Command } from "./command";

const USAGE = `Usage: npm run diff -- --base REV [--head REV] [--stack NAME]...
                        [--format text|markdown|json]

Shows what a change does to each stack: what is created, updated, replaced and
deleted, what that disrupts, and what it costs and carries. Plans both revisions,
each with its own code and stack files. Needs git, and no account or passphrase.

  --base REV     the revision that is deployed, like main or HEAD~1
  --head REV     the revision to compare with it; default: the working tree as it
                 is, with what is not committed
  --stack NAME   a stack to compare; repeat it for more; default: all
  --format NAME  text, markdown for a comment, or json for other programs;
                 default: text
  --help         this text

Examples:
  npm run diff -- --base main
  npm run diff -- --base HEAD~1 --head HEAD --stack prod-aws --format markdown
`;

const OPTIONS = {
  base: { type: "string" },
  head: { type: "string" },
  stack: { type: "string", multiple: true },
  format: { type: "string", default: "text" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const FORMATS = ["text", "markdown", "json"];

/** `diff`: what a change does to each stack, without an account. */
export const diff: Command = {
  summary: "what a change does to each stack, between two revisions",
  async run(args, { projectDir, out, width, colour, env, now = () => new Date() }) {
    const flags = parseFlags(args, OPTIONS, USAGE, env);
    if (flags.help) {
      out(USAGE);
      return 0;
    }
    const { base, head, format } = flags;
    if (base === undefined) throw new UsageError("--base is missing.", USAGE);
    if (!FORMATS.includes(format)) {
      throw new UsageError(`--format: "${format}" must be one of ${FORMATS.join(", ")}.`, USAGE);
    }
    const { Repository } = await import("./revisions/repository.js");
    const { planStacks, stacksOf } = await import("./revisions/planStacks.js");
    const { stackDiff } = await import("../diff/stack.js");
    const repository = await Repository.open(projectDir);
    try {
      const sides = await repository.sides(base, head);
      const [olds, news] = [stacksOf(sides.base.folder), stacksOf(sides.head.folder)];
      const stacks = chosen(flags.stack ?? [], [...new Set([...olds, ...news])].sort());
      // One key for both sides, and for no run after this one.
      const key = randomBytes(32).toString("hex");
      const jobs = [
        { folder: sides.base.folder, stacks: stacks.filter((stack) => olds.includes(stack)) },
        { folder: sides.head.folder, stacks: stacks.filter((stack) => news.includes(stack)) },
      ];
      const [before, after] = await planStacks(jobs, key, env);
      const yardstick = {
        costOf: await pricing(),
        ...(await judging(sides.base.folder, sides.head.folder, now())),
      };
      const plans = { before: plansOf(before), after: plansOf(after) };
      const { pairNotes } = await import("../diff/pairs.js");
      const notesOfPairs = pairNotes(stacks.flatMap((stack) => plans.after(stack) ?? []));
      const diffs = stacks.map((stack) => {
        const found = stackDiff(stack, before?.get(stack), after?.get(stack), yardstick);
        return { ...found, notes: [...found.notes, ...notesOfPairs(stack)] };
      });
      const found = {
        format: 1 as const,
        base: sides.base.name,
        head: sides.head.name,
        stacks: diffs,
      };
      out(await shown(found, format, { width, colour }, plans));
      return diffs.some(({ headError }) => headError !== undefined) ? 1 : 0;
    } finally {
      await repository.close();
    }
  },
};

/** The stacks that were asked for, in their order in `known`; all where none were. */
function chosen(asked: readonly string[], known: readonly string[]): string[] {
  const missing = asked.filter((stack) => !known.includes(stack));
  if (missing.length > 0) {
    const names = missing.map((stack) => `"${stack}"`).join(", ");
    throw new PlanError(
      `--stack: neither side has a stack ${names}. Choose among: ${known.join(", ")}.`,
    );
  }
  return known.filter((stack) => asked.length === 0 || asked.includes(stack));
}

/** Prices by the head's own list, for both sides. */
async function pricing() {
  const { estimate } = await import("../cost/estimate.js");
  return (plan: Plan) => {
    const { totals, unpriced } = estimate(plan);
    return { cost: totals.all, unpriced: unpriced.length };
  };
}

/** Violations by the head's own policies for both sides, each with its own config and exemptions. */
async function judging(base: string, head: string, now: Date) {
  const { readStack } = await import("../plan/stackFile.js");
  const { judge, projectExemptions } = await import("../policy/judge.js");
  const [old, current] = [base, head].map((folder) => projectExemptions(folder, now));
  const sides = {
    base: { folder: base, exemptions: old?.exemptions ?? [] },
    head: { folder: head, exemptions: current?.exemptions ?? [] },
  };
  const problems = current?.problems.length ?? 0;
  return {
    violationsOf: (stack: string, plan: Plan, side: "base" | "head") => {
      const { folder, exemptions } = sides[side];
      return judge(plan, readStack(folder, stack).config, exemptions).violations;
    },
    notes:
      problems === 0
        ? []
        : [`${problems} of the exemptions from policies do not hold: run \`npm run policy\`.`],
  };
}

async function shown(
  diff: import("../diff/types").Diff,
  format: string,
  view: { readonly width: number; readonly colour: boolean },
  plans: { readonly before: Plans; readonly after: Plans },
): Promise<string> {
  if (format === "json") return (await import("../plan/json.js")).sortedJson(diff);
  if (format === "markdown") {
    const { diffMarkdown } = await import("../diff/markdown.js");
    const { changePicture } = await import("./changePicture.js");
    const pictures = diff.stacks.flatMap((each) => {
      const { stack } = each;
      const picture = changePicture(each, plans.before(stack), plans.after(stack));
      return picture ? [[stack, picture] as const] : [];
    });
    return diffMarkdown(diff, new Map(pictures));
  }
  return (await import("../diff/text.js")).diffText(diff, view);
}

type Plans = (stack: string) => Plan | undefined;

function plansOf(outcomes: ReadonlyMap<string, Outcome> | undefined): Plans {
  return (stack) => {
    const outcome = outcomes?.get(stack);
    return outcome && "plan" in outcome ? outcome.plan : undefined;
  };
}
