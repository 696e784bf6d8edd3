import { valueAt } from "../../plan/valueAt";
import type { JsonObject, PlannedResource } from "../../plan/types";
import { charge, each, isUsed, just, spot, times, used } from "../charges";
import { listAt, numberAt, ofType, partOf, textAt } from "../inputs";
import type { Context, Range, Rule } from "../types";

/** Machines of an Auto Scaling Group, on demand and spot as its policy mixes them on average. */
const machineGroup: Rule = (group, context) => {
  const template = partOf(group, "aws:ec2/launchTemplate:LaunchTemplate", context);
  const type = textAt(template, "instanceType");
  const machines = { least: numberAt(group, "minSize"), most: numberAt(group, "maxSize") };
  const mix = "mixedInstancesPolicy.instancesDistribution";
  const base = numberAt(group, `${mix}.onDemandBaseCapacity`, 0);
  const percent = numberAt(group, `${mix}.onDemandPercentageAboveBaseCapacity`, 100);
  const onDemand = (count: number): number =>
    Math.min(count, base) + (Math.max(count - base, 0) * percent) / 100;
  const disks = listAt(template, "blockDeviceMappings").map((inputs) => {
    const volume = textAt({ inputs }, "ebs.volumeType");
    const size = numberAt({ inputs }, "ebs.volumeSize");
    return charge(`ebs/${volume}`, `their disks, ${volume}`, times(machines, size));
  });
  return [
    charge(`ec2/${type}`, `${type}, on demand`, each(machines, onDemand)),
    spot(
      charge(
        `ec2/${type}`,
        `${type}, spot`,
        each(machines, (count) => count - onDemand(count)),
      ),
      context,
    ),
    ...disks,
  ].filter(isUsed);
};

/** Tasks on Fargate: those on machines are paid for with the machines. */
const ecsService: Rule = (service, context) => {
  const strategies = listAt(service, "capacityProviderStrategies");
  const onFargate = strategies.filter((inputs) => isFargate(inputs));
  if (onFargate.length === 0) return "its tasks run on the machines";
  const task = partOf(service, "aws:ecs/taskDefinition:TaskDefinition", context);
  const kind = textAt(task, "runtimePlatform.cpuArchitecture", "X86_64");
  const parts: readonly [unit: string, perTask: number][] = [
    // CPU units of 1/1024 vCPU, and MiB.
    ["vcpu", numberAt(task, "cpu") / 1024],
    ["gb", numberAt(task, "memory") / 1024],
  ];
  const tasks = tasksOf(service, context);
  return onFargate
    .flatMap((strategy) => {
      const mine = each(tasks, (count) => share(strategy, strategies, count));
      const isSpot = strategy["capacityProvider"] === "FARGATE_SPOT";
      return parts.map(([unit, perTask]) => {
        const name = unit === "vcpu" ? "vCPU" : "memory, GB";
        const what = `Fargate ${kind} ${name}, ${isSpot ? "spot" : "on demand"}`;
        const part = charge(`fargate/${kind}-${unit}`, what, times(mine, perTask));
        return isSpot ? spot(part, context) : part;
      });
    })
    .filter(isUsed);
};

function isFargate(strategy: JsonObject): boolean {
  return /^FARGATE(_SPOT)?$/.test(textAt({ inputs: strategy }, "capacityProvider"));
}

/** The tasks of a service: those of its scaling target, or as many as it asks for. */
function tasksOf(service: PlannedResource, { plan }: Context): Range {
  const target = ofType(plan.resources, "aws:appautoscaling/target:Target").find(({ dependsOn }) =>
    dependsOn.includes(service.urn),
  );
  if (target) {
    return { least: numberAt(target, "minCapacity"), most: numberAt(target, "maxCapacity") };
  }
  return just(numberAt(service, "desiredCount"));
}

/** The tasks that a strategy takes of so many: its base first, then by weight. */
function share(strategy: JsonObject, all: readonly JsonObject[], count: number): number {
  const at = (inputs: JsonObject, key: string): number => numberAt({ inputs }, key, 0);
  const sum = (key: string): number => all.reduce((total, each) => total + at(each, key), 0);
  // Only one strategy may have a base.
  const base = Math.min(count, at(strategy, "base"));
  const above = Math.max(count - sum("base"), 0);
  return base + (sum("weight") === 0 ? 0 : (above * at(strategy, "weight")) / sum("weight"));
}

/** The metrics that Container Insights makes, where the cluster has it on. */
const ecsCluster: Rule = (cluster, context) => {
  const insights = listAt(cluster, "settings").some(
    (inputs) => valueAt(inputs, "name") === "containerInsights" && inputs["value"] !== "disabled",
  );
  if (!insights) return "a cluster is only a name for its tasks";
  return [used("cloudwatch/metric", "Container Insights, metrics", "containerMetrics", context)];
};

export const AWS_COMPUTE: Readonly<Record<string, Rule>> = {
  "aws:autoscaling/group:Group": machineGroup,
  "aws:ecs/cluster:Cluster": ecsCluster,
  "aws:ecs/service:Service": ecsService,
};
