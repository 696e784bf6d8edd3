import { valueAt } from "../plan/valueAt";
import type { Json, PlannedResource } from "../plan/types";
import { INSTANCE_TYPES, VM_SIZES, type Machine } from "../shared/machines";
import { at, number, ofType, texts } from "./inputs";

/** Machines of one size, as many as an autoscaler may start. */
export interface Machines {
  /** `m7g.large`, `Standard_D4ps_v6`. */
  readonly size: string;
  readonly vcpus: { readonly onDemand: number; readonly spot: number };
}

/** The groups of AWS at their most, by how the first machines and the rest are split. */
export function awsMachines(resources: readonly PlannedResource[]): Machines[] {
  const size = texts(
    at(ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")[0], "instanceType"),
  )[0];
  const vcpus = vcpusOf(INSTANCE_TYPES, size);
  return ofType(resources, "aws:autoscaling/group:Group").flatMap((group) => {
    if (size === undefined) return [];
    const most = number(at(group, "maxSize"), 0);
    const spread = "mixedInstancesPolicy.instancesDistribution";
    const base = Math.min(most, number(at(group, `${spread}.onDemandBaseCapacity`), 0));
    const percent = number(at(group, `${spread}.onDemandPercentageAboveBaseCapacity`), 100);
    const onDemand = base + Math.ceil(((most - base) * percent) / 100);
    return [{ size, vcpus: { onDemand: onDemand * vcpus, spot: (most - onDemand) * vcpus } }];
  });
}

/** Every pool of AKS at its most. */
export function azureMachines(resources: readonly PlannedResource[]): Machines[] {
  const pools = [
    ...ofType(resources, "azure-native:containerservice:ManagedCluster").flatMap(({ inputs }) => {
      const inside = valueAt(inputs, "agentPoolProfiles");
      return Array.isArray(inside) ? (inside as Json[]) : [];
    }),
    ...ofType(resources, "azure-native:containerservice:AgentPool").map(({ inputs }) => inputs),
  ];
  return pools.flatMap((pool) => {
    const size = valueAt(pool, "vmSize");
    if (typeof size !== "string") return [];
    const most = number(valueAt(pool, "maxCount"), number(valueAt(pool, "count"), 0));
    const all = most * vcpusOf(VM_SIZES, size);
    const isSpot = valueAt(pool, "scaleSetPriority") === "Spot";
    return [{ size, vcpus: { onDemand: isSpot ? 0 : all, spot: isSpot ? all : 0 } }];
  });
}

/** Fargate counts a task's CPU in 1024ths; spot by the weights of the service. */
export function fargateOf(resources: readonly PlannedResource[]): Machines["vcpus"] {
  const service = ofType(resources, "aws:ecs/service:Service")[0];
  const [task] = ofType(resources, "aws:ecs/taskDefinition:TaskDefinition");
  const strategies = at(service, "capacityProviderStrategies");
  if (!service || !task || !Array.isArray(strategies)) return { onDemand: 0, spot: 0 };
  const weight = (provider: string): number =>
    (strategies as Json[])
      .filter((each) => valueAt(each, "capacityProvider") === provider)
      .reduce((sum: number, each) => sum + number(valueAt(each, "weight"), 0), 0);
  const [regular, spot] = [weight("FARGATE"), weight("FARGATE_SPOT")];
  const most = number(
    at(ofType(resources, "aws:appautoscaling/target:Target")[0], "maxCapacity"),
    1,
  );
  const all = (most * number(at(task, "cpu"), 0)) / 1024;
  const share = regular + spot === 0 ? 0 : spot / (regular + spot);
  return { onDemand: regular + spot === 0 ? 0 : all * (1 - share), spot: all * share };
}

function vcpusOf(sizes: Readonly<Record<string, Machine>>, size: string | undefined): number {
  return sizes[size ?? ""]?.vcpus ?? 0;
}
