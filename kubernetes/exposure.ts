import type { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConfig } from "../shared/config/schema";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { Exposure } from "../shared/platform";

type Ingress = ClusterConfig["ingress"];

/** How clients reach the gateway's Service. */
export function exposureOf(ingress: Ingress): Exposure {
  const clientCidrs = ingress.allowedCidrs;
  switch (ingress.exposure) {
    case "NodePort":
      return { kind: "nodePort", nodePort: ingress.nodePort, clientCidrs, everyNode: true };
    case "LoadBalancer":
      return { kind: "loadBalancer", annotations: {}, clientCidrs };
    case "ClusterIP":
      return { kind: "clusterIp", proxyNamespace: ingress.proxyNamespace };
  }
}

/** Where the chatbot answers; on a local cluster, nodes are taken to be this machine. */
export function urlOf(ingress: Ingress, service: Service): pulumi.Output<string> {
  const { hostname, nodePort } = ingress;
  switch (ingress.exposure) {
    case "NodePort":
      return pulumi.output(`http://${hostname ?? "localhost"}:${nodePort}`);
    case "LoadBalancer":
      return hostname === undefined
        ? pulumi.interpolate`http://${addressOf(service)}`
        : pulumi.output(`http://${hostname}`);
    case "ClusterIP":
      return pulumi.output(`http://${hostname ?? `${GATEWAY}.${NAMESPACE}.svc.cluster.local`}`);
  }
}

/** The address that the cluster's load balancer has given. */
function addressOf(service: Service): pulumi.Output<string> {
  return service.status.loadBalancer.ingress.apply(([first]) => first?.hostname ?? first?.ip ?? "");
}
