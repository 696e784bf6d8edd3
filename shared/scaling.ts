import type { Problem } from "./config/problems";

/**
 * How the gateway scales, stated once, in what every platform can keep to: an HPA and Application
 * Auto Scaling alike.
 */
export interface ScalingPolicy {
  readonly min: number;
  readonly max: number;
  /** CPU use to hold, in percent of the request. */
  readonly cpuPercent: number;
  /** Memory use to hold, in percent of the request. */
  readonly memoryPercent: number;
  /** Chats in flight and queued per replica to hold; absent where the platform cannot count them. */
  readonly chatsPerReplica?: number;
  readonly pace: ScalingPace;
}

/** How soon the number of replicas changes again. */
export interface ScalingPace {
  /** Time between two steps up, in seconds. */
  readonly upSeconds: number;
  /** Time that fewer replicas must have been enough before any of them goes, in seconds. */
  readonly downSeconds: number;
}

/** A spike is met at once; long streams drain slowly, so that replicas leave after calm only. */
export const PACE: ScalingPace = { upSeconds: 15, downSeconds: 600 };

/**
 * The most replicas that one step of an HPA adds or takes away. Application Auto Scaling sizes its
 * steps itself, so that this is no part of the policy.
 */
export const HPA_STEPS = {
  /** The larger counts: the replicas double, or grow by four. */
  up: { percent: 100, replicas: 4, select: "Max" },
  /** The smaller counts: two a minute at most. */
  down: { percent: 10, replicas: 2, select: "Min", seconds: 60 },
} as const;

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
  if (policy.chatsPerReplica !== undefined && policy.chatsPerReplica >= concurrentChats) {
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
