import { ECS_RESERVED_MEBIBYTES } from "../shared/nodeCapacity";

/** What a new machine must know to join its cluster. */
export interface NodeJoin {
  readonly clusterName: string;
  readonly endpoint: string;
  /** Base64, as EKS gives it. */
  readonly certificateAuthority: string;
  readonly serviceCidr: string;
}

const BOUNDARY = "chatscale";

/** User data of an Amazon Linux 2023 node: a NodeConfig for nodeadm in a MIME document. */
export function nodeUserData(join: NodeJoin): string {
  const nodeConfig = {
    apiVersion: "node.eks.aws/v1alpha1",
    kind: "NodeConfig",
    spec: {
      cluster: {
        name: join.clusterName,
        apiServerEndpoint: join.endpoint,
        certificateAuthority: join.certificateAuthority,
        cidr: join.serviceCidr,
      },
    },
  };
  // JSON is YAML too, and needs no quoting rules of its own.
  return [
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "Content-Type: application/node.eks.aws",
    "",
    JSON.stringify(nodeConfig, null, 2),
    "",
    `--${BOUNDARY}--`,
    "",
  ].join("\n");
}

/** User data of a machine of ECS: what its agent is told (Amazon ECS developer guide, agent configuration). */
export function ecsUserData(clusterName: string): string {
  const agent = {
    ECS_CLUSTER: clusterName,
    // Tasks on a machine that Spot takes back are stopped, and so drained, at its notice.
    ECS_ENABLE_SPOT_INSTANCE_DRAINING: "true",
    // The machine's role is not for tasks.
    ECS_AWSVPC_BLOCK_IMDS: "true",
    ECS_RESERVED_MEMORY: String(ECS_RESERVED_MEBIBYTES),
  };
  const lines = Object.entries(agent).map(([key, value]) => `${key}=${value}`);
  return ["#!/bin/bash", "cat >> /etc/ecs/ecs.config <<'AGENT'", ...lines, "AGENT", ""].join("\n");
}
