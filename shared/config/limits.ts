import { edgeProxySize, type EdgeProxySize } from "../edgeProxySize";
import { aksNodeCapacity, ecsNodeCapacity, eksNodeCapacity } from "../nodeCapacity";
import { mebibytes, millicores, seconds } from "../units";
import type { ChainLimits, LongestStop, NodeLimits } from "../scalingChain";
import type {
  AksConfig,
  AwsConfig,
  ClusterConfig,
  Config,
  EcsConfig,
  EcsOnMachines,
  EksConfig,
} from "./schema";

/**
 * Longest stop that the node autoscaler grants a pod, in seconds: the default of Cluster Autoscaler
 * (`--max-graceful-termination-sec`), set on both clouds from here.
 */
export const AUTOSCALER_GRACE_SECONDS = 600;

/** Longest time that ECS on Fargate waits between the stop signal and the kill (ECS: stopTimeout). */
export const FARGATE_STOP_SECONDS = 120;

/**
 * CoreDNS 2 × 100m/70Mi, metrics-server 2 × 100m/200Mi, Cluster Autoscaler 100m/600Mi, the operator
 * of CloudWatch's add-on 100m/64Mi.
 */
const EKS_SYSTEM_PODS = { millicores: 600, mebibytes: 1204 };

/** What AWS Node Termination Handler asks for, each replica (its project's chart, with less CPU). */
export const TERMINATION_HANDLER = { replicas: 2, millicores: 50, mebibytes: 128 };

/** The limits that a config's platform brings to the scaling chain. */
export function chainLimits(config: Config): ChainLimits {
  if (config.cloud === "kubernetes") return clusterLimits(config);
  if (config.cloud === "azure") return aksLimits(config);
  return config.runtime === "eks" ? eksLimits(config) : ecsLimits(config);
}

/** Longest time that Azure Front Door waits for an origin, in seconds (Azure docs: 16 to 240). */
export const FRONT_DOOR_SECONDS = 240;

function aksLimits(config: AksConfig): ChainLimits {
  const { mode, idleTimeout } = config.ingress;
  const shortest = Math.min(seconds(idleTimeout), FRONT_DOOR_SECONDS);
  return {
    idleTimeout: mode === "frontDoor" ? `${shortest}s` : idleTimeout,
    longestStop: nodeAutoscaler,
    // The Functions host renews the lock of a message while it works on it.
    renewsQueueLocks: true,
    nodes: {
      max: config.nodes.max,
      capacity: aksNodeCapacity(config.nodes.vmSize),
      // The cluster's own pods have the system pool to themselves.
      system: mode === "frontDoor" ? { millicores: 0, mebibytes: 0 } : edgeProxyPods(config),
    },
  };
}

/** A cluster's machines are not ours to know. */
function clusterLimits({ ingress }: ClusterConfig): ChainLimits {
  return { idleTimeout: ingress.idleTimeout };
}

/** The edge proxies of a config's largest scale. */
export function edgeProxies({ gateway, model }: AksConfig): EdgeProxySize {
  return edgeProxySize(gateway.maxReplicas * gateway.concurrentChats, model.tokensPerSecond);
}

function edgeProxyPods(config: AksConfig) {
  const { maxReplicas, millicores, mebibytes } = edgeProxies(config);
  return { millicores: maxReplicas * millicores, mebibytes: maxReplicas * mebibytes };
}

function eksLimits(config: EksConfig): ChainLimits {
  return {
    ...albTimes(config),
    longestStop: nodeAutoscaler,
    nodes: {
      max: config.nodes.max,
      capacity: eksNodeCapacity(config.nodes.instanceType),
      system: eksSystemPods(config),
    },
  };
}

function eksSystemPods({ nodes }: EksConfig) {
  if (!nodes.terminationHandler) return EKS_SYSTEM_PODS;
  const { replicas, millicores: cpu, mebibytes: memory } = TERMINATION_HANDLER;
  return {
    millicores: EKS_SYSTEM_PODS.millicores + replicas * cpu,
    mebibytes: EKS_SYSTEM_PODS.mebibytes + replicas * memory,
  };
}

function ecsLimits(config: EcsConfig): ChainLimits {
  if (config.capacity === "asg") return { ...albTimes(config), nodes: ecsNodes(config) };
  return {
    ...albTimes(config),
    longestStop: {
      seconds: FARGATE_STOP_SECONDS,
      of: "the longest stop that Fargate allows",
      bounds: "gateway.drain",
    },
  };
}

function ecsNodes({ gateway, nodes }: EcsOnMachines): NodeLimits {
  return {
    max: nodes.max,
    capacity: ecsNodeCapacity(nodes.instanceType, nodes.trunking),
    // A release starts one task before it stops one: without room for it, it would hang.
    system: { millicores: millicores(gateway.cpu), mebibytes: mebibytes(gateway.memory) },
  };
}

const nodeAutoscaler: LongestStop = {
  seconds: AUTOSCALER_GRACE_SECONDS,
  of: "the longest stop that the node autoscaler waits for",
  bounds: "gateway.terminationGrace",
};

/** What the ALB is given: the longest reply where the config leaves it open. */
export function albTimes(config: AwsConfig) {
  return {
    idleTimeout: config.ingress.idleTimeout ?? config.gateway.longestReply,
    deregistrationDelay: config.ingress.deregistrationDelay ?? config.gateway.longestReply,
  };
}
