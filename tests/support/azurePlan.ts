import type { JsonObject, Plan, PlannedResource } from "../../plan/types";
import { asObject, list } from "./json";

/** What must hold in every plan on Azure; each function returns what breaks it, in words. */
export type Invariant = (plan: Plan) => string[];

const PREFIX = "azure-native:";

/** `network:Subnet` of `azure-native:network:Subnet`. */
export function shortType(type: string): string {
  return type.slice(PREFIX.length);
}

/** What a plan creates on Azure. */
export function azure(plan: Plan): PlannedResource[] {
  return plan.resources.filter(({ type, read }) => type.startsWith(PREFIX) && read !== true);
}

/** All resources of a type. */
export function of(plan: Plan, type: string): PlannedResource[] {
  return azure(plan).filter((resource) => shortType(resource.type) === type);
}

/** Every node pool: those inside a cluster, and those that stand alone. */
export function poolsOf(plan: Plan): JsonObject[] {
  const inside = of(plan, "containerservice:ManagedCluster").flatMap(({ inputs }) => [
    ...list(inputs["agentPoolProfiles"]).map(asObject),
  ]);
  const alone = of(plan, "containerservice:AgentPool").map(({ inputs }) => ({
    ...inputs,
    name: inputs["agentPoolName"] ?? "",
  }));
  return [...inside, ...alone];
}
