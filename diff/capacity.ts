import type { Json, JsonObject, Plan, PlannedResource } from "../plan/types";
import { valueAt } from "../plan/valueAt";
import type { Capacity, Range } from "./types";

/** Where each kind of node group has its bounds. */
const NODES: Readonly<Record<string, (group: PlannedResource) => readonly (Range | undefined)[]>> =
  {
    "aws:autoscaling/group:Group": ({ inputs }) => [bounds(inputs, "minSize", "maxSize")],
    "azure-native:containerservice:AgentPool": ({ inputs }) => [
      bounds(inputs, "minCount", "maxCount"),
    ],
    "azure-native:containerservice:ManagedCluster": ({ inputs }) =>
      list(inputs["agentPoolProfiles"]).map((pool) => bounds(pool, "minCount", "maxCount")),
  };

/** The Kubernetes and ECS name of the service that people chat with. */
const GATEWAY = "gateway";

/** How much a plan can carry at the least and at the most. */
export function capacityOf({ resources }: Plan): Capacity {
  const nodes = sum(resources.flatMap((resource) => NODES[resource.type]?.(resource) ?? []));
  const replicas = sum(resources.map(replicasOf));
  const chats = chatsPerReplica(resources);
  return {
    ...(nodes && { nodes }),
    ...(replicas && { replicas }),
    ...(replicas &&
      chats !== undefined && {
        chats: { least: replicas.least * chats, most: replicas.most * chats },
      }),
  };
}

function replicasOf({ type, inputs }: PlannedResource): Range | undefined {
  if (type === "aws:appautoscaling/target:Target") {
    return bounds(inputs, "minCapacity", "maxCapacity");
  }
  if (type !== "kubernetes:autoscaling/v2:HorizontalPodAutoscaler") return undefined;
  if (valueAt(inputs, "metadata.name") !== GATEWAY) return undefined;
  return bounds(valueAt(inputs, "spec") ?? {}, "minReplicas", "maxReplicas");
}

/** `CONCURRENT_CHATS` of the gateway, wherever it runs. */
function chatsPerReplica(resources: readonly PlannedResource[]): number | undefined {
  for (const { type, inputs } of resources) {
    const containers =
      type === "kubernetes:apps/v1:Deployment"
        ? list(valueAt(inputs, "spec.template.spec.containers"))
        : type === "aws:ecs/taskDefinition:TaskDefinition"
          ? list(parsed(inputs["containerDefinitions"]))
          : [];
    for (const container of containers.filter(({ name }) => name === GATEWAY)) {
      const variables = list(container["env"] ?? container["environment"]);
      const chats = variables.find(({ name }) => name === "CONCURRENT_CHATS")?.["value"];
      if (typeof chats === "string") return Number(chats);
    }
  }
  return undefined;
}

function bounds(of: Json, least: string, most: string): Range | undefined {
  const [low, high] = [valueAt(of, least), valueAt(of, most)];
  return typeof low === "number" && typeof high === "number"
    ? { least: low, most: high }
    : undefined;
}

function sum(ranges: readonly (Range | undefined)[]): Range | undefined {
  const known = ranges.filter((range) => range !== undefined);
  if (known.length === 0) return undefined;
  const add = (bound: keyof Range): number =>
    known.reduce((total, range) => total + range[bound], 0);
  return { least: add("least"), most: add("most") };
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

function parsed(text: Json | undefined): Json | undefined {
  return typeof text === "string" ? (JSON.parse(text) as Json) : undefined;
}
