import type { AksConfig } from "../shared/config/schema";
import type { Opening } from "./network";

/** Ports of the gateway or the edge proxy on every node, within Kubernetes' range for node ports. */
export const HTTP_NODE_PORT = 30080;
export const HTTPS_NODE_PORT = 30443;

/** A port of the load balancer, and the nodes' port behind it. */
export interface BalancedPort {
  readonly name: string;
  readonly port: number;
  readonly nodePort: number;
}

/** What is served: plain HTTP, or HTTPS and the redirect to it. */
export function balancedPorts({ certificate }: AksConfig["ingress"]): BalancedPort[] {
  const http = { name: "http", port: 80, nodePort: HTTP_NODE_PORT };
  return certificate ? [http, { name: "https", port: 443, nodePort: HTTPS_NODE_PORT }] : [http];
}

/** Ports of the nodes that the Internet reaches without AKS knowing of it. */
export function hostPorts({ ingress }: AksConfig): number[] {
  return ingress.mode === "explicit" ? balancedPorts(ingress).map(({ nodePort }) => nodePort) : [];
}

/** What the Internet may reach in the network. */
export function openings(config: AksConfig): Opening[] {
  const { ingress } = config;
  switch (ingress.mode) {
    case "managed": {
      // AKS's balancer leaves the destination of a packet as it is: the frontend's own port.
      const ports = balancedPorts(ingress).map(({ port }) => port);
      return [{ name: "chats", from: ingress.allowedCidrs, ports }];
    }
    case "explicit":
      return [
        { name: "chats", from: ingress.allowedCidrs, ports: hostPorts(config) },
        { name: "probes", from: ["AzureLoadBalancer"], ports: [HTTP_NODE_PORT] },
      ];
    case "frontDoor":
      return [];
  }
}
