import { Policy, Target } from "@pulumi/aws/appautoscaling";
import type { Service } from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { requestsPerMinute, type ScalingPolicy } from "../shared/scaling";
import type { LoadBalancer } from "./loadBalancer";

export interface ServiceScalingArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly service: Service;
  readonly policy: ScalingPolicy;
  readonly loadBalancer: LoadBalancer;
  readonly opts: pulumi.CustomResourceOptions;
}

/** Scales an ECS service by the workload's policy: it follows whichever target asks for most tasks. */
export function scaleService(name: string, args: ServiceScalingArgs): void {
  const { policy, loadBalancer, opts } = args;
  const target = new Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${args.clusterName}/${args.service.name}`,
      minCapacity: policy.min,
      maxCapacity: policy.max,
    },
    opts,
  );
  const { balancer, targetGroup } = loadBalancer;
  const metrics = [
    { suffix: "cpu", type: "ECSServiceAverageCPUUtilization", value: policy.cpuPercent },
    { suffix: "memory", type: "ECSServiceAverageMemoryUtilization", value: policy.memoryPercent },
    ...(policy.chatsPerReplica === undefined
      ? []
      : [
          {
            suffix: "requests",
            type: "ALBRequestCountPerTarget",
            value: requestsPerMinute(policy.chatsPerReplica),
            label: pulumi.interpolate`${balancer.arnSuffix}/${targetGroup.arnSuffix}`,
            // A long stream counts once, in its first minute: quiet here does not mean idle.
            onlyOut: true,
          },
        ]),
  ];
  for (const { suffix, type, value, label, onlyOut } of metrics) {
    new Policy(
      `${name}-${suffix}`,
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: type,
            ...(label && { resourceLabel: label }),
          },
          targetValue: value,
          scaleOutCooldown: policy.pace.upSeconds,
          scaleInCooldown: policy.pace.downSeconds,
          disableScaleIn: onlyOut ?? false,
        },
      },
      opts,
    );
  }
}
