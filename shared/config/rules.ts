import { functionRules } from "./functionRules";
import { ingressRules } from "./ingressRules";
import { networkRules } from "./networkRules";
import { show, type Problem } from "./problems";
import type { Config } from "./schema";

/**
 * The rules that hold between keys; a config that parses is checked against all of them.
 * @param secretKeys names of the secrets that the stack has
 */
export function checkRules(config: Config, secretKeys: ReadonlySet<string>): Problem[] {
  return [
    ...notYet(config),
    ...minAndMax(config),
    ...networkRules(config),
    ...ingressRules(config),
    ...modelRules(config, secretKeys),
    ...openKubernetesApi(config),
    ...functionRules(config),
  ];
}

/** What the config can ask for before the program can do it: refused, never silently ignored. */
function notYet(config: Config): Problem[] {
  const asked: [key: string, value: unknown, isAsked: boolean, fix: string][] = [
    ["runtime", "ecs", "runtime" in config && config.runtime === "ecs", "Use runtime: eks."],
    [
      "functions.enabled",
      true,
      config.cloud === "azure" && config.functions.enabled,
      "Leave it out.",
    ],
    ["sessionStore", "redis", config.sessionStore === "redis", "Use sessionStore: memory."],
    [
      "ingress.mode",
      "explicit",
      "mode" in config.ingress && config.ingress.mode === "explicit",
      "Use ingress.mode: managed.",
    ],
    ["alarms.email", config.alarms.email, config.alarms.email !== undefined, "Leave it out."],
  ];
  return asked
    .filter(([, , isAsked]) => isAsked)
    .map(([key, value, , fix]) => ({ key, value: show(value), rule: "is not supported yet", fix }));
}

function minAndMax(config: Config): Problem[] {
  const ranges: [lowKey: string, low: number, highKey: string, high: number][] = [];
  const { gateway } = config;
  ranges.push([
    "gateway.minReplicas",
    gateway.minReplicas,
    "gateway.maxReplicas",
    gateway.maxReplicas,
  ]);
  if ("nodes" in config)
    ranges.push(["nodes.min", config.nodes.min, "nodes.max", config.nodes.max]);
  if ("systemNodes" in config) {
    const { min, max } = config.systemNodes;
    ranges.push(["systemNodes.min", min, "systemNodes.max", max]);
  }
  if ("nodes" in config && "onDemandBase" in config.nodes) {
    ranges.push(["nodes.onDemandBase", config.nodes.onDemandBase, "nodes.max", config.nodes.max]);
  }
  return ranges
    .filter(([, low, , high]) => low > high)
    .map(([lowKey, low, highKey, high]) => ({
      key: lowKey,
      value: String(low),
      rule: `must be at most ${highKey} (${high})`,
      fix: `Lower ${lowKey} to ${high} or less, or raise ${highKey} to ${low} or more.`,
    }));
}

function modelRules({ model }: Config, secretKeys: ReadonlySet<string>): Problem[] {
  if (model.backend === "demo") {
    if (model.url === undefined) return [];
    const rule = "must not stand beside model.backend demo, which calls no API";
    return [{ key: "model.url", value: model.url, rule, fix: "Set model.backend: openai." }];
  }
  const problems: Problem[] = [];
  if (model.url === undefined) {
    const fix = "Set model.url to the base URL of an OpenAI-compatible API.";
    problems.push({ key: "model.url", rule: "is required with model.backend openai", fix });
  }
  if (!secretKeys.has("modelApiKey")) {
    const fix = "Run: pulumi config set --secret modelApiKey";
    problems.push({ key: "modelApiKey", rule: "is required with model.backend openai", fix });
  }
  return problems;
}

function openKubernetesApi(config: Config): Problem[] {
  if (config.size !== "prod" || !("kubernetesApi" in config)) return [];
  const { allowedCidrs } = config.kubernetesApi;
  // Two halves of the Internet are the Internet: nothing wider than a /8 is somebody's network.
  const open = allowedCidrs.filter((range) => Number(range.split("/")[1]) < 8);
  return open.map((range) => ({
    key: "kubernetesApi.allowedCidrs",
    value: range,
    rule: "must not open the Kubernetes API to the Internet in prod",
    fix: "Name the ranges of your own offices, VPN or runners.",
  }));
}
