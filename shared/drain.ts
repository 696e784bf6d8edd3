import { podsPerNode, type NodeCapacity } from "./nodeCapacity";
import { mebibytes, millicores, seconds } from "./units";
import type { Gateway } from "./workload";

/** Time for a new node to come, in seconds: 65 measured on EKS in 2026, and as much to spare. */
export const NODE_START_SECONDS = 130;

/** Longest that a new replica takes to be ready, in seconds: the patience of its startup probe. */
const REPLICA_START_SECONDS = 60;

/**
 * Longest that a node full of the gateway's replicas takes to be drained, in seconds. Its replicas
 * leave one by one, each when the replacement of the one before is ready, and maybe on a new node.
 */
export function nodeDrainSeconds(node: NodeCapacity, gateway: Gateway): number {
  const request = { millicores: millicores(gateway.cpu), mebibytes: mebibytes(gateway.memory) };
  const starts = podsPerNode(node, request) * REPLICA_START_SECONDS;
  return NODE_START_SECONDS + starts + seconds(gateway.terminationGrace);
}
