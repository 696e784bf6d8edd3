import type { AksConfig, Config, EksConfig, EcsConfig } from "../../shared/config/schema";
import {
  aksNodeCapacity,
  ecsNodeCapacity,
  eksNodeCapacity,
  podsPerNode,
  type NodeCapacity,
} from "../../shared/nodeCapacity";
import { HPA_STEPS, NODE_SCALING, requestsPerMinute } from "../../shared/scaling";
import { mebibytes, millicores, seconds } from "../../shared/units";
import type { ChatbotWorkload, Gateway } from "../../shared/workload";
import { EcsAutoscaler } from "../simulate/containers/ecsAutoscaler";
import { HpaAutoscaler } from "../simulate/containers/hpaAutoscaler";
import type { Autoscaler, ServiceSettings } from "../simulate/containers/service";
import { ClusterAutoscaler } from "../simulate/nodes/clusterAutoscaler";
import { NoMachines, type Machines } from "../simulate/nodes/machines";
import type { Assumed } from "./assumptions";

/** How containers serve, scale and find machines, as the stack's config has it. */
export interface Containers {
  readonly service: ServiceSettings;
  readonly autoscaler: () => Autoscaler;
  readonly machines: () => Machines;
}

/** Share of its places that wait in a replica's queue, and how long; `app/gateway/settings.ts`. */
const QUEUE = { share: 0.5, seconds: 15 };

/** Memory of an idle replica, and of each chat in it, in MiB (assumption; far below the request). */
const MEMORY = { idle: 90, perChat: 0.3 };

/** CPU of an idle replica, in thousandths (assumption). */
const IDLE_CPU = 5;

/** What the containers of a stack do; the config says which platform it is. */
export function containersOf(
  config: Config,
  workload: ChatbotWorkload,
  values: Assumed,
): Containers {
  const { gateway } = workload;
  const { concurrentChats, scaling } = gateway;
  const isFargate = config.cloud === "aws" && config.runtime === "ecs" && !("nodes" in config);
  return {
    service: {
      initial: scaling.min,
      places: concurrentChats,
      queue: Math.ceil(concurrentChats * QUEUE.share),
      longestWait: QUEUE.seconds,
      startSeconds: values.replicaStartSeconds + (isFargate ? values.fargateSeconds : 0),
      longestReply: seconds(gateway.longestReply),
    },
    autoscaler: () =>
      config.cloud === "aws" && config.runtime === "ecs"
        ? ecsAutoscaler(workload, values)
        : hpaAutoscaler(workload, values),
    machines: () =>
      "nodes" in config
        ? new ClusterAutoscaler({
            min: config.nodes.min,
            max: config.nodes.max,
            perNode: replicasPerNode(config, gateway),
            readySeconds: config.cloud === "azure" ? values.aksNodeSeconds : values.eksNodeSeconds,
            ...NODE_SCALING,
          })
        : new NoMachines(),
  };
}

function replicasPerNode(config: AksConfig | EksConfig | EcsConfig, gateway: Gateway): number {
  const pod = { millicores: millicores(gateway.cpu), mebibytes: mebibytes(gateway.memory) };
  return Math.max(1, podsPerNode(nodeOf(config), pod));
}

function nodeOf(config: Config): NodeCapacity {
  if (config.cloud === "azure") return aksNodeCapacity(config.nodes.vmSize);
  if (config.cloud === "aws" && config.runtime === "eks") {
    return eksNodeCapacity(config.nodes.instanceType);
  }
  if (config.cloud === "aws" && "nodes" in config) {
    return ecsNodeCapacity(config.nodes.instanceType, config.nodes.trunking);
  }
  throw new RangeError("only EKS, AKS and ECS on machines have nodes");
}

function use({ gateway, model }: ChatbotWorkload, values: Assumed) {
  return {
    cpuRequest: millicores(gateway.cpu),
    idleCpu: IDLE_CPU,
    cpuPerChat: (1000 * model.tokensPerSecond) / values.tokensPerCpuSecond,
    memoryRequest: mebibytes(gateway.memory),
    idleMemory: MEMORY.idle,
    memoryPerChat: MEMORY.perChat,
  };
}

function hpaAutoscaler(workload: ChatbotWorkload, values: Assumed): Autoscaler {
  const { scaling } = workload.gateway;
  const { up, down } = HPA_STEPS;
  const limits = (step: typeof up | typeof down, periodSeconds: number) => ({
    selectPolicy: step.select,
    policies: [
      { type: "Percent", value: step.percent, periodSeconds } as const,
      { type: "Pods", value: step.replicas, periodSeconds } as const,
    ],
  });
  return new HpaAutoscaler(
    {
      min: scaling.min,
      max: scaling.max,
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, ...limits(up, scaling.pace.upSeconds) },
        scaleDown: {
          stabilizationWindowSeconds: scaling.pace.downSeconds,
          ...limits(down, down.seconds),
        },
      },
    },
    {
      cpuTarget: scaling.cpuPercent,
      memoryTarget: scaling.memoryPercent,
      ...(scaling.chatsPerReplica !== undefined && { chatsTarget: scaling.chatsPerReplica }),
    },
    use(workload, values),
  );
}

function ecsAutoscaler(workload: ChatbotWorkload, values: Assumed): Autoscaler {
  const { scaling } = workload.gateway;
  return new EcsAutoscaler(
    {
      min: scaling.min,
      max: scaling.max,
      period: values.ecsMetricSeconds,
      outCooldown: scaling.pace.upSeconds,
      inCooldown: scaling.pace.downSeconds,
    },
    {
      cpuTarget: scaling.cpuPercent,
      memoryTarget: scaling.memoryPercent,
      ...(scaling.chatsPerReplica !== undefined && {
        requestsTarget: requestsPerMinute(scaling.chatsPerReplica),
      }),
    },
    use(workload, values),
  );
}
