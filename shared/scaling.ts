import type { Problem } from "./config/problems";

/**
 * How the gateway scales, stated once. Each platform translates it: HPA, Application Auto Scaling,
 * node autoscalers, functions.
 */
export interface ScalingPolicy {
  readonly min: number;
  readonly max: number;
  /** CPU use to hold, in percent of the request. */
  readonly cpuPercent: number;
  /** Memory use to hold, in percent of the request. */
  readonly memoryPercent: number;
  /** Chats in flight and queued per replica to hold, where the platform has that metric. */
  readonly chatsPerReplica: number;
  readonly scaleUp: ScalingStep;
  readonly scaleDown: ScalingStep;
}

/** The fastest change in one direction. */
export interface ScalingStep {
  /** Time that the recommendation must hold, in seconds. */
  readonly stabilizationSeconds: number;
  /** Share of the replicas that may come or go in one period, in percent. */
  readonly percent: number;
  /** Replicas that may come or go in one period, whatever their share. */
  readonly replicas: number;
  readonly periodSeconds: number;
  /** Which of the two bounds counts when they differ. */
  readonly select: "Max" | "Min";
}

/** A spike is met at once: the replicas double, or grow by four, every 15 seconds. */
export const SCALE_UP: ScalingStep = {
  stabilizationSeconds: 0,
  percent: 100,
  replicas: 4,
  periodSeconds: 15,
  select: "Max",
};

/** Long streams drain slowly, so replicas leave slowly: after ten calm minutes, two a minute at most. */
export const SCALE_DOWN: ScalingStep = {
  stabilizationSeconds: 600,
  percent: 10,
  replicas: 2,
  periodSeconds: 60,
  select: "Min",
};

/** Length of a usual reply, in seconds (assumption: 1,000 tokens at 50 a second). */
const USUAL_REPLY_SECONDS = 20;

/** Requests a minute that keep this many chats in flight, if each takes as long as a usual reply. */
export function requestsPerMinute(chats: number): number {
  return (chats * 60) / USUAL_REPLY_SECONDS;
}

/** How nodes are scaled: the defaults of Cluster Autoscaler, stated where a cloud's own differ. */
export const NODE_SCALING = {
  /** Time between two looks at waiting pods, in seconds. */
  scanSeconds: 10,
  /** Time that a node must stand little used before it goes, in seconds. */
  unneededSeconds: 600,
  /** Time after a node came before any node goes, in seconds. */
  delayAfterAddSeconds: 600,
  /** A node is little used below this share of its CPU and memory requests. */
  utilization: 0.5,
  /** Time that a new node may take to come, in seconds. */
  provisionSeconds: 900,
} as const;

/** Targets that a replica can never reach, so that the autoscaler would never act on them. */
export function unreachableTargets(policy: ScalingPolicy, concurrentChats: number): Problem[] {
  const problems: Problem[] = [];
  if (policy.chatsPerReplica >= concurrentChats) {
    problems.push({
      key: "gateway.chatsTarget",
      value: String(policy.chatsPerReplica),
      rule: `must be below gateway.concurrentChats (${concurrentChats}): a full replica holds no more, so the target would never be passed`,
      fix: `Set gateway.chatsTarget to ${Math.max(1, Math.floor(concurrentChats * 0.8))} or raise gateway.concurrentChats.`,
    });
  }
  // The memory request is also the limit, so use never passes 100 %; at 90 % the kernel is near to kill.
  if (policy.memoryPercent > 90) {
    problems.push({
      key: "gateway.memoryTarget",
      value: String(policy.memoryPercent),
      rule: "must be 90 at most: a container is killed at 100, before a new replica is ready",
      fix: "Set gateway.memoryTarget to 75, or raise gateway.memory.",
    });
  }
  return problems;
}
