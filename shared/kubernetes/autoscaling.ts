import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type { autoscaling, meta } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { HPA_STEPS, type ScalingPace, type ScalingPolicy } from "../scaling";
import { COMMON_LABELS, GATEWAY, NAMESPACE } from "./labels";

/** The gauge of chats in flight and queued that each gateway replica serves. */
const CHATS_METRIC = "chatbot_chats";

type Metric = autoscaling.v2.MetricSpec;

/** Scales the gateway by the workload's policy. */
export function createAutoscaler(
  name: string,
  policy: ScalingPolicy,
  opts: pulumi.CustomResourceOptions,
): HorizontalPodAutoscaler {
  return new HorizontalPodAutoscaler(
    `${name}-gateway`,
    {
      metadata: { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: GATEWAY },
        minReplicas: policy.min,
        maxReplicas: policy.max,
        metrics: [
          utilization("cpu", policy.cpuPercent),
          utilization("memory", policy.memoryPercent),
          ...(policy.chatsPerReplica === undefined ? [] : [chats(policy.chatsPerReplica)]),
        ],
        behavior: scalingBehavior(policy.pace),
      },
    },
    opts,
  );
}

/** A share of what the pods request, in percent, that an HPA holds. */
export function utilization(resource: "cpu" | "memory", averageUtilization: number): Metric {
  const target = { type: "Utilization", averageUtilization };
  return { type: "Resource", resource: { name: resource, target } };
}

function chats(perReplica: number): Metric {
  const target = { type: "AverageValue", averageValue: String(perReplica) };
  return { type: "Pods", pods: { metric: { name: CHATS_METRIC }, target } };
}

/** How fast an HPA goes in both directions. */
export function scalingBehavior({ upSeconds, downSeconds }: ScalingPace) {
  const { up, down } = HPA_STEPS;
  return {
    scaleUp: scalingRules(0, up, upSeconds),
    scaleDown: scalingRules(downSeconds, down, down.seconds),
  };
}

function scalingRules(
  stabilizationWindowSeconds: number,
  { percent, replicas, select }: (typeof HPA_STEPS)["up" | "down"],
  periodSeconds: number,
): autoscaling.v2.HPAScalingRules {
  return {
    stabilizationWindowSeconds,
    selectPolicy: select,
    policies: [
      { type: "Percent", value: percent, periodSeconds },
      { type: "Pods", value: replicas, periodSeconds },
    ],
  };
}

/** Node drains take one replica at a time; a replica that is not ready never blocks them. */
export function createDisruptionBudget(
  resourceName: string,
  metadata: meta.v1.ObjectMeta,
  matchLabels: Readonly<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): PodDisruptionBudget {
  return new PodDisruptionBudget(
    resourceName,
    {
      metadata,
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels },
      },
    },
    opts,
  );
}
