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
