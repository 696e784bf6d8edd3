import type { Deployment } from "../compare/options/run";
import type { OptionId } from "../compare/options/kinds";
import type { Price } from "../compare/options/bill";
import { PlanError } from "../plan/errors";
import { ConfigError } from "../shared/config/problems";

/** Options with the plans that price them. */
export interface Prepared {
  readonly deployments: readonly Deployment[];
  readonly prices: ReadonlyMap<OptionId, Price>;
  /** Containers that a given stack runs as it is. */
  readonly own: readonly OptionId[];
  /** Why an option is left out, as a sentence each. */
  readonly left: readonly string[];
}

/**
 * Reads the stack files, chooses one for each platform, and plans it.
 * @param set overrides of every stack, `key=value` each
 * @param onPlan told before each plan, as it takes a while
 */
export async function prepareOptions(
  projectDir: string,
  stacks: readonly string[],
  set: readonly string[],
  onPlan: (stack: string) => void,
): Promise<Prepared> {
  const [{ listStacks }, { platformOf, sourceOf }, { OPTION_KINDS }] = await Promise.all([
    import("../plan/stackFile.js"),
    import("../compare/options/deployments.js"),
    import("../compare/options/kinds.js"),
  ]);
  const given = await Promise.all(
    stacks.map(async (name) => ({ name, config: await configOf(projectDir, name, set) })),
  );
  const others = [];
  for (const name of listStacks(projectDir)) {
    if (stacks.includes(name)) continue;
    // A stack file that nobody asked for may be wrong; then it is none to choose from.
    const config = await configOf(projectDir, name, set).catch(() => undefined);
    if (config) others.push({ name, config });
  }
  const deployments: Deployment[] = [];
  const prices = new Map<OptionId, Price>();
  const left: string[] = [];
  const plans = new Map<string, Promise<Price>>();
  for (const kind of OPTION_KINDS) {
    // Functions are the same beside each of AWS's platforms.
    const own = given.find(({ config }) => config.cloud === "aws" && config.runtime === "ecs");
    const platform = kind.containers ?? (kind.cloud === "azure" ? "aks" : own ? "ecs" : "eks");
    const source = sourceOf(platform, given, others);
    if (source === undefined) {
      left.push(`${kind.id} is left out: there is no stack file of ${kind.cloud} and that size.`);
      continue;
    }
    const all = [...source.set, ...set];
    const key = [source.stack, ...all].join("\n");
    if (!plans.has(key)) onPlan(source.stack);
    const planning = plans.get(key) ?? planned(projectDir, source.stack, all);
    plans.set(key, planning);
    const config = await configOf(projectDir, source.stack, all);
    const { describeWorkload } = await import("../shared/workload.js");
    deployments.push({ kind, stack: source.stack, config, workload: describeWorkload(config, {}) });
    prices.set(kind.id, await planning);
  }
  const platforms = given.map(({ config }) => platformOf(config));
  const own = OPTION_KINDS.filter(
    ({ containers, functions }) => !functions && containers && platforms.includes(containers),
  ).map(({ id }) => id);
  return { deployments, prices, own, left };
}

async function planned(projectDir: string, stack: string, set: readonly string[]): Promise<Price> {
  const [{ planStack }, { estimate }, { PriceBook }, { usageWith }] = await Promise.all([
    import("../plan/run.js"),
    import("../cost/estimate.js"),
    import("../cost/priceBook.js"),
    import("../cost/usage.js"),
  ]);
  const plan = await planStack({ projectDir, stack, set });
  const book = new PriceBook();
  return (usage) => estimate(plan, book, usageWith(usage)).lines;
}

async function configOf(projectDir: string, stack: string, set: readonly string[]) {
  const [{ readStack }, { parseConfig }] = await Promise.all([
    import("../plan/stackFile.js"),
    import("../shared/config/parse.js"),
  ]);
  const { project, config: texts, secretKeys } = readStack(projectDir, stack, set);
  const own = Object.entries(texts)
    .filter(([key]) => key.startsWith(`${project}:`) && !secretKeys.includes(key))
    .map(([key, value]) => [key.slice(project.length + 1), value] as const);
  const { config, problems } = parseConfig(Object.fromEntries(own));
  if (!config || problems.length > 0) throw new ConfigError(stack, problems);
  return config;
}

/** The stacks that are compared when none is named: the same size on both clouds. */
export async function defaultStacks(projectDir: string): Promise<string[]> {
  const { listStacks } = await import("../plan/stackFile.js");
  const all = listStacks(projectDir);
  const usual = ["dev", "dev-ecs", "dev-azure"].filter((name) => all.includes(name));
  if (usual.length > 0) return usual;
  if (all.length > 0) return all;
  throw new PlanError("There is no stack file. Add a file Pulumi.dev.yaml.");
}
