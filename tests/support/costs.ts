import { estimate } from "../../cost/estimate";
import { PriceBook } from "../../cost/priceBook";
import type { Estimate, Line } from "../../cost/types";
import { usageWith } from "../../cost/usage";
import type { JsonObject, Plan, PlannedResource } from "../../plan/types";
import { planned } from "./planned";

/** A resource with what pricing looks at. */
export function resource(
  type: string,
  inputs: JsonObject = {},
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return planned(type, "r", { inputs, ...more });
}

/** A plan of such resources in us-east-1. */
export function planWith(resources: readonly PlannedResource[], more: Partial<Plan> = {}): Plan {
  return {
    stack: "s",
    project: "p",
    cloud: "aws",
    platform: { runtime: "eks", region: "us-east-1" },
    resources,
    outputs: {},
    unknown: [],
    ...more,
  };
}

/** The estimate of a plan at the shipped prices. */
export function priced(plan: Plan, usage: Parameters<typeof usageWith>[0] = {}): Estimate {
  return estimate(plan, new PriceBook(), usageWith(usage));
}

/** The lines for one thing. */
export function linesFor(estimated: Estimate, what: string): readonly Line[] {
  return estimated.lines.filter((line) => line.what === what);
}

/** An Auto Scaling Group of m7g.large with its launch template. */
export function machineGroup(group: {
  readonly min: number;
  readonly max: number;
  readonly base?: number;
  readonly percent?: number;
  readonly type?: string;
}): PlannedResource[] {
  const template = resource("aws:ec2/launchTemplate:LaunchTemplate", {
    instanceType: group.type ?? "m7g.large",
    blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 64 } }],
  });
  const inputs = {
    minSize: group.min,
    maxSize: group.max,
    mixedInstancesPolicy: {
      instancesDistribution: {
        onDemandBaseCapacity: group.base ?? 0,
        onDemandPercentageAboveBaseCapacity: group.percent ?? 100,
      },
    },
  };
  const made = resource("aws:autoscaling/group:Group", inputs, { dependsOn: [template.urn] });
  return [template, made];
}
