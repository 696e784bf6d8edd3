/** What a kubeconfig needs to know of a cluster. */
export interface ClusterAccess {
  readonly name: string;
  readonly region: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
}

/**
 * A kubeconfig that asks the `aws` command for a token at each use. It holds no credentials, and it
 * does not grow stale as a token in the state would, after 15 minutes.
 */
export function kubeconfig(cluster: ClusterAccess): string {
  const { name, region, endpoint, certificateAuthority } = cluster;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["eks", "get-token", "--cluster-name", name, "--region", region],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
