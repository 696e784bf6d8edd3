import type { Problem } from "./config/problems";
import { podsPerNode, type NodeCapacity } from "./nodeCapacity";
import { unreachableTargets } from "./scaling";
import { mebibytes, millicores, seconds, type Duration } from "./units";
import type { ChatbotWorkload } from "./workload";

/** The platform's half of the limits that must agree; what a platform lacks is left out. */
export interface ChainLimits {
  /** Silence that the load balancer bears before it cuts a stream. */
  readonly idleTimeout: Duration;
  /** Time that a leaving target keeps its streams. */
  readonly deregistrationDelay?: Duration;
  /** Longest time that whoever stops a replica waits for it. */
  readonly longestStop?: LongestStop;
  /** Whether a message stays hidden for as long as a worker is busy with it. Default: it does not. */
  readonly renewsQueueLocks?: boolean;
  readonly nodes?: NodeLimits;
}

export interface LongestStop {
  readonly seconds: number;
  /** Whose limit it is, for the message. */
  readonly of: string;
  /** Routing ends before the stop signal on ECS, so that only the drain counts there. */
  readonly bounds: "gateway.terminationGrace" | "gateway.drain";
}

export interface NodeLimits {
  readonly max: number;
  readonly capacity: NodeCapacity;
  /** Requests of what else must fit these nodes, such as the cluster's own pods. */
  readonly system: { readonly millicores: number; readonly mebibytes: number };
}

/**
 * Holds every pair of limits against each other that must agree for no reply to be cut and for the
 * largest scale to be reached. Each problem names the two links that disagree.
 */
export function checkScalingChain(workload: ChatbotWorkload, limits: ChainLimits): Problem[] {
  return [
    ...checkTimes(workload, limits),
    ...unreachableTargets(workload.gateway.scaling, workload.gateway.concurrentChats),
    ...checkNodes(workload, limits.nodes),
    ...(limits.renewsQueueLocks === true ? [] : checkQueue(workload)),
    ...checkModelQuota(workload),
  ];
}

function checkTimes({ gateway }: ChatbotWorkload, limits: ChainLimits): Problem[] {
  const problems: Problem[] = [];
  const atLeast = (high: Link, low: Link): void => {
    if (high.seconds < low.seconds) problems.push(disagreement(high, low));
  };
  const reply = link("gateway.longestReply", gateway.longestReply);
  const idle = link("ingress.idleTimeout", limits.idleTimeout);
  const drain = link("gateway.drain", gateway.drain);
  const grace = link("gateway.terminationGrace", gateway.terminationGrace);

  // A heartbeat keeps a long reply alive; without one in time, the whole reply must fit.
  if (seconds(gateway.heartbeat) >= idle.seconds) atLeast(idle, reply);
  if (limits.deregistrationDelay !== undefined) {
    const deregistration = link("ingress.deregistrationDelay", limits.deregistrationDelay);
    atLeast(deregistration, reply);
    atLeast(drain, deregistration);
  }
  atLeast(drain, reply);
  atLeast(grace, {
    key: "gateway.drain and the routing delay",
    seconds: drain.seconds + seconds(gateway.routingDelay),
  });
  const { longestStop } = limits;
  if (!longestStop) return problems;
  const bounded = longestStop.bounds === grace.key ? grace : drain;
  if (bounded.seconds > longestStop.seconds) {
    problems.push({
      key: bounded.key,
      value: `${bounded.seconds}s`,
      rule: `must be ${longestStop.seconds}s at most, ${longestStop.of}`,
      fix: "Lower gateway.longestReply, gateway.drain or gateway.terminationGrace.",
    });
  }
  return problems;
}

interface Link {
  readonly key: string;
  readonly seconds: number;
}

function link(key: string, duration: Duration): Link {
  return { key, seconds: seconds(duration) };
}

function disagreement(high: Link, low: Link): Problem {
  return {
    key: high.key,
    value: `${high.seconds}s`,
    rule: `must be at least ${low.key} (${low.seconds}s), or replies are cut`,
    fix: `Raise ${high.key} to ${low.seconds}s or more, or lower ${low.key}.`,
  };
}

function checkNodes({ gateway }: ChatbotWorkload, nodes: NodeLimits | undefined): Problem[] {
  if (!nodes) return [];
  const pod = { millicores: millicores(gateway.cpu), mebibytes: mebibytes(gateway.memory) };
  const perNode = podsPerNode(nodes.capacity, pod);
  if (perNode === 0) {
    return [
      {
        key: "gateway.memory",
        value: `${gateway.cpu}, ${gateway.memory}`,
        rule: `must fit a node: ${nodes.capacity.millicores}m CPU and ${nodes.capacity.mebibytes}Mi are free on one`,
        fix: "Lower gateway.cpu and gateway.memory, or take larger nodes.",
      },
    ];
  }
  const taken = Math.max(
    nodes.system.millicores / pod.millicores,
    nodes.system.mebibytes / pod.mebibytes,
  );
  const room = perNode * nodes.max - Math.ceil(taken);
  if (gateway.scaling.max <= room) return [];
  const needed = Math.ceil((gateway.scaling.max + Math.ceil(taken)) / perNode);
  return [
    {
      key: "gateway.maxReplicas",
      value: String(gateway.scaling.max),
      rule: `must fit nodes.max (${nodes.max}): that many nodes hold ${Math.max(0, room)} replicas, ${perNode} on each less what else must fit`,
      fix: `Raise nodes.max to ${needed}, take larger nodes, or lower gateway.maxReplicas to ${Math.max(0, room)}.`,
    },
  ];
}

/** AWS's rule for a queue that feeds a function: room for retries of a batch. */
const VISIBILITY_PER_TIMEOUT = 6;

function checkQueue({ functions }: ChatbotWorkload): Problem[] {
  const least = VISIBILITY_PER_TIMEOUT * seconds(functions.timeout);
  if (seconds(functions.queueVisibility) >= least) return [];
  return [
    {
      key: "functions.queueVisibility",
      value: functions.queueVisibility,
      rule: `must be at least ${VISIBILITY_PER_TIMEOUT} × functions.timeout (${least}s), or messages are taken twice`,
      fix: `Raise functions.queueVisibility to ${least}s or more, or lower functions.timeout.`,
    },
  ];
}

function checkModelQuota({ gateway, model }: ChatbotWorkload): Problem[] {
  if (model.tokensPerMinute === undefined) return [];
  const chats = gateway.scaling.max * gateway.concurrentChats;
  const peak = chats * model.tokensPerSecond * 60;
  if (peak <= model.tokensPerMinute) return [];
  return [
    {
      key: "model.tokensPerMinute",
      value: String(model.tokensPerMinute),
      rule: `must carry the largest scale: gateway.maxReplicas × gateway.concurrentChats × model.tokensPerSecond × 60 = ${peak} tokens a minute`,
      fix: "Raise the quota, or lower gateway.maxReplicas or gateway.concurrentChats.",
    },
  ];
}
