import { Service } from "@pulumi/kubernetes/core/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Exposure } from "../platform";
import { COMMON_LABELS, GATEWAY, GATEWAY_SELECTOR, NAMESPACE } from "./labels";

/** Port of the gateway's Service. */
export const SERVICE_PORT = 80;

/** The gateway's Service, in the form that the platform's load balancer needs. */
export function createService(
  name: string,
  exposure: Exposure,
  opts: pulumi.CustomResourceOptions,
): Service {
  const annotations = exposure.kind === "loadBalancer" ? exposure.annotations : {};
  return new Service(
    `${name}-gateway`,
    {
      metadata: { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS, annotations },
      spec: { selector: GATEWAY_SELECTOR, ...exposed(exposure) },
    },
    opts,
  );
}

// Local traffic policy: no second hop, the client's address is kept, and the load balancer leaves
// out nodes without a ready replica.
function exposed(exposure: Exposure): core.v1.ServiceSpec {
  const port = { name: "http", port: SERVICE_PORT, targetPort: "http" };
  switch (exposure.kind) {
    case "nodePort":
      return {
        type: "NodePort",
        ports: [{ ...port, nodePort: exposure.nodePort }],
        externalTrafficPolicy: exposure.everyNode === true ? "Cluster" : "Local",
      };
    case "loadBalancer":
      return {
        type: "LoadBalancer",
        ports: [port],
        externalTrafficPolicy: "Local",
        loadBalancerSourceRanges: [...exposure.clientCidrs],
      };
    case "clusterIp":
      return { type: "ClusterIP", ports: [port] };
  }
}
