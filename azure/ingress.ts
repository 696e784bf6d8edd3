import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { azureSubnets } from "../shared/subnets";
import { seconds } from "../shared/units";
import type { OutsideExposure } from "./edgeProxy";
import {
  ExplicitLoadBalancer,
  HTTP_NODE_PORT,
  HTTPS_NODE_PORT,
  PROBE_SOURCE,
  type BalancedPort,
} from "./explicitLoadBalancer";
import { managedLoadBalancerId, PublicAddress } from "./loadBalancer";
import type { Network, Opening } from "./network";

export interface IngressArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly resourceGroupId: pulumi.Input<string>;
  readonly network: Network;
  readonly tags: Readonly<Record<string, string>>;
}

/** The way in, from clients to the Service that they reach. */
export interface Ingress {
  /** The form of the Service that clients reach: the gateway's, or the edge proxy's. */
  readonly exposure: OutsideExposure;
  /** Must exist before the cluster, and be deleted after it. */
  readonly beforeCluster: readonly pulumi.Resource[];
  /** Public name that Azure gives, without a certificate. */
  readonly hostname: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;
  /** Id of the load balancer, which may exist only once the Service does. */
  readonly loadBalancerId: (behind: Behind) => pulumi.Output<string>;
}

/** What a managed load balancer is looked up by. */
interface Behind {
  readonly nodeResourceGroup: pulumi.Output<string | undefined>;
  readonly service: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
}

/** Creates the public address, and in explicit mode the load balancer that serves it. */
export function createIngress(
  name: string,
  args: IngressArgs,
  opts: pulumi.ComponentResourceOptions,
): Ingress {
  const { ingress } = args.config;
  const { address, annotations } = new PublicAddress(name, args, opts);
  const common = {
    hostname: address.dnsSettings.apply((settings) => settings?.fqdn ?? ""),
    address: address.ipAddress.apply((ip) => ip ?? ""),
  };
  if (ingress.mode === "managed") {
    return {
      ...common,
      exposure: { kind: "loadBalancer", annotations, clientCidrs: ingress.allowedCidrs },
      // The cluster's load balancer holds on to the address.
      beforeCluster: [address],
      loadBalancerId: managedLoadBalancerId,
    };
  }
  const { loadBalancer } = new ExplicitLoadBalancer(
    name,
    {
      ...args,
      publicAddressId: address.id,
      virtualNetworkId: args.network.virtualNetworkId,
      nodesRange: azureSubnets(args.config.network.cidr).balancedNodes,
      ports: balancedPorts(ingress),
      idleMinutes: seconds(ingress.idleTimeout) / 60,
    },
    opts,
  );
  const clientCidrs = [...ingress.allowedCidrs, PROBE_SOURCE];
  return {
    ...common,
    exposure: { kind: "nodePort", nodePort: HTTP_NODE_PORT, clientCidrs },
    beforeCluster: [],
    loadBalancerId: () => loadBalancer.id,
  };
}

/** Ports of the nodes that the Internet reaches without AKS knowing of it. */
export function hostPorts({ ingress }: AksConfig): number[] {
  return ingress.mode === "explicit" ? balancedPorts(ingress).map(({ nodePort }) => nodePort) : [];
}

/** What the Internet may reach in the network. */
export function openings(config: AksConfig): Opening[] {
  const { ingress } = config;
  if (ingress.mode === "managed") {
    // AKS's balancer leaves the destination of a packet as it is: the frontend's own port.
    const ports = balancedPorts(ingress).map(({ port }) => port);
    return [{ name: "chats", from: ingress.allowedCidrs, ports }];
  }
  return [
    { name: "chats", from: ingress.allowedCidrs, ports: hostPorts(config) },
    { name: "probes", from: ["AzureLoadBalancer"], ports: [HTTP_NODE_PORT] },
  ];
}

/** What is served: plain HTTP, or HTTPS and the redirect to it. */
function balancedPorts({ certificate }: AksConfig["ingress"]): BalancedPort[] {
  const http = { name: "http", port: 80, nodePort: HTTP_NODE_PORT };
  return certificate ? [http, { name: "https", port: 443, nodePort: HTTPS_NODE_PORT }] : [http];
}
