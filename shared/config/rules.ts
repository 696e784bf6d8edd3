import { isOfInternet } from "../cidr";
import { fargateSize } from "../fargate";
import { mebibytes, millicores, seconds } from "../units";
import { ROUTING_DELAY } from "../workload";
import { aksRules } from "./aksRules";
import { cpuTargetRules } from "./cpuTargetRules";
import { ecsNodeRules } from "./ecsNodeRules";
import { failoverRules } from "./failoverRules";
import { functionRules } from "./functionRules";
import { gatewayRules } from "./gatewayRules";
import { ingressRules } from "./ingressRules";
import { kubernetesRules } from "./kubernetesRules";
import { FARGATE_STOP_SECONDS } from "./limits";
import { networkRules } from "./networkRules";
import type { Problem } from "./problems";
import type { CloudConfig, Config } from "./schema";
import { tagRules } from "./tagRules";

/**
 * The rules that hold between keys; a config that parses is checked against all of them.
 * @param secretKeys names of the secrets that the stack has
 */
export function checkRules(config: Config, secretKeys: ReadonlySet<string>): Problem[] {
  return [
    ...minAndMax(config),
    ...imageRules(config),
    ...modelRules(config, secretKeys),
    ...gatewayRules(config, secretKeys),
    ...cpuTargetRules(config),
    ...(config.cloud === "kubernetes" ? [] : cloudRules(config)),
  ];
}

function cloudRules(config: CloudConfig): Problem[] {
  return [
    ...cacheRules(config),
    ...fargateRules(config),
    ...networkRules(config),
    ...ingressRules(config),
    ...failoverRules(config),
    ...openKubernetesApi(config),
    ...functionRules(config),
    ...kubernetesRules(config),
    ...tagRules(config),
    ...(config.cloud === "azure" ? aksRules(config) : []),
    ...businessHoursRules(config),
    ...("capacity" in config && config.capacity === "asg" ? ecsNodeRules(config) : []),
  ];
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
    const { onDemandBase, min, max, businessHours } = config.nodes;
    ranges.push(["nodes.onDemandBase", onDemandBase, "nodes.max", max]);
    if (businessHours) {
      const key = "nodes.businessHours.min";
      ranges.push(
        ["nodes.min", min, key, businessHours.min],
        [key, businessHours.min, "nodes.max", max],
      );
    }
  }
  if ("fargate" in config) {
    const { onDemandBase } = config.fargate;
    ranges.push(["fargate.onDemandBase", onDemandBase, "gateway.maxReplicas", gateway.maxReplicas]);
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

function businessHoursRules(config: CloudConfig): Problem[] {
  if (config.cloud !== "aws" || !("nodes" in config) || !config.nodes.businessHours) return [];
  const { start, end } = config.nodes.businessHours;
  // Both are written with two digits, so that they compare as text.
  if (start < end) return [];
  const rule = `must be later than nodes.businessHours.start (${start}), on the same day`;
  const fix = "Set it to a later time; hours past midnight cannot be given.";
  return [{ key: "nodes.businessHours.end", value: end, rule, fix }];
}

function imageRules(config: Config): Problem[] {
  const { image, build } = config.gateway;
  if (config.cloud === "kubernetes") return clusterImageRules(config.gateway);
  if (image !== undefined && build !== undefined) {
    const rule = "must not stand beside gateway.build, which makes the image";
    const fix = "Leave out one of the two.";
    return [{ key: "gateway.image", value: image, rule, fix }];
  }
  if (image !== undefined || config.registry) return [];
  const rule =
    "must be true where gateway.image is not given: the image is built, and pushed there";
  const fix = "Set registry: true, or gateway.image.";
  return [{ key: "registry", value: "false", rule, fix }];
}

/** Nothing that the stack makes in a cluster can take an image. */
function clusterImageRules({ image, build }: Config["gateway"]): Problem[] {
  const fix = "Build the image, bring it to the cluster, and name it in gateway.image.";
  if (build !== undefined) {
    const rule = "must be left out on kubernetes, which has no registry to push the image to";
    return [{ key: "gateway.build", value: build.context, rule, fix }];
  }
  if (image !== undefined) return [];
  const rule = "is required on kubernetes, which has no registry to push a built image to";
  return [{ key: "gateway.image", rule, fix }];
}

function cacheRules(config: CloudConfig): Problem[] {
  if (config.size !== "prod") return [];
  if (config.sessionStore === "memory") {
    const rule = "must be redis in prod: in memory, a chat is lost with its replica";
    return [{ key: "sessionStore", value: "memory", rule, fix: "Leave it out." }];
  }
  const [key, value, single] =
    config.cloud === "azure"
      ? ["cache.highAvailability", "false", !config.cache.highAvailability]
      : ["cache.nodes", String(config.cache.nodes), config.cache.nodes < 2];
  if (!single) return [];
  const rule = "must not leave one node alone in prod: every session would be lost when it fails";
  return [{ key, value, rule, fix: "Leave it out." }];
}

function fargateRules(config: CloudConfig): Problem[] {
  if (!("fargate" in config)) return [];
  const { cpu, memory, terminationGrace } = config.gateway;
  const problems: Problem[] = [];
  if (!fargateSize(millicores(cpu), mebibytes(memory))) {
    const rule = "must fit a Fargate task: 16 vCPU and 120 GiB at most";
    const fix = "Lower gateway.cpu and gateway.memory.";
    problems.push({ key: "gateway.memory", value: `${cpu}, ${memory}`, rule, fix });
  }
  const most = seconds(ROUTING_DELAY) + FARGATE_STOP_SECONDS;
  if (terminationGrace !== undefined && seconds(terminationGrace) > most) {
    problems.push({
      key: "gateway.terminationGrace",
      value: terminationGrace,
      rule: `must be ${most}s at most on Fargate: ${ROUTING_DELAY} for routing and ${FARGATE_STOP_SECONDS}s from the stop signal to the kill`,
      fix: `Set it to "${most}s" or less, or leave it out.`,
    });
  }
  return problems;
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

function openKubernetesApi(config: CloudConfig): Problem[] {
  if (config.size !== "prod" || !("kubernetesApi" in config)) return [];
  const { allowedCidrs = [] } = config.kubernetesApi;
  return allowedCidrs.filter(isOfInternet).map((range) => ({
    key: "kubernetesApi.allowedCidrs",
    value: range,
    rule: "must not open the Kubernetes API to the Internet in prod",
    fix: "Name the ranges of your own offices, VPN or runners.",
  }));
}
