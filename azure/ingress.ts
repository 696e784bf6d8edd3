import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { azureSubnets } from "../shared/subnets";
import { seconds } from "../shared/units";
import type { OutsideExposure } from "./edgeProxy";
import { ExplicitLoadBalancer, PROBE_SOURCE } from "./explicitLoadBalancer";
import { FrontDoor } from "./frontDoor";
import { balancedPorts, HTTP_NODE_PORT } from "./ingressPorts";
import {
  idleTimeoutAnnotation,
  managedLoadBalancerId,
  privateLinkAnnotations,
  PublicAddress,
} from "./loadBalancer";
import type { Network } from "./network";

export interface IngressArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly resourceGroupId: pulumi.Output<string>;
  readonly network: Network;
  readonly tags: Readonly<Record<string, string>>;
}

/** The way in, from clients to the Service that they reach. */
export interface Ingress {
  /** The form of the Service that clients reach: the gateway's, or the edge proxy's. */
  readonly exposure: OutsideExposure;
  /** Must exist before the cluster, and be deleted after it. */
  readonly beforeCluster: readonly pulumi.Resource[];
  /** The records of the host name that are kept here, and that the name of both clouds comes after. */
  readonly records: readonly pulumi.Resource[];
  /** Creates what needs the Service. */
  readonly complete: (behind: Behind) => Entrance;
}

/** What is behind the way in. */
interface Behind {
  readonly nodeResourceGroup: pulumi.Output<string>;
  readonly service: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
}

/** The way in as the stack's outputs show it. */
interface Entrance {
  readonly url: pulumi.Output<string>;
  readonly loadBalancerId: pulumi.Output<string>;
  readonly loadBalancerAddress: pulumi.Output<string>;
}

type Options = pulumi.ComponentResourceOptions;

/** The way in that the config asks for. */
export function createIngress(name: string, args: IngressArgs, opts: Options): Ingress {
  switch (args.config.ingress.mode) {
    case "managed":
      return managed(name, args, opts);
    case "explicit":
      return explicit(name, args, opts);
    case "frontDoor":
      return frontDoor(name, args, opts);
  }
}

/** AKS makes the load balancer, on an address of ours. */
function managed(name: string, args: IngressArgs, opts: Options): Ingress {
  const { ingress } = args.config;
  const publicAddress = new PublicAddress(name, args, opts);
  const { annotations } = publicAddress;
  return {
    exposure: { kind: "loadBalancer", annotations, clientCidrs: ingress.allowedCidrs },
    // The cluster's load balancer holds on to the address.
    beforeCluster: [publicAddress.address],
    records: publicAddress.records,
    complete: (behind) => ({
      ...atAddress(ingress, publicAddress),
      loadBalancerId: managedLoadBalancerId(behind),
    }),
  };
}

/** The load balancer is ours as well. */
function explicit(name: string, args: IngressArgs, opts: Options): Ingress {
  const { ingress } = args.config;
  const publicAddress = new PublicAddress(name, args, opts);
  const { loadBalancer } = new ExplicitLoadBalancer(
    name,
    {
      ...args,
      publicAddressId: publicAddress.address.id,
      virtualNetworkId: args.network.virtualNetworkId,
      nodesRange: azureSubnets(args.config.network.cidr).balancedNodes,
      ports: balancedPorts(ingress),
      idleMinutes: seconds(ingress.idleTimeout) / 60,
    },
    opts,
  );
  const clientCidrs = [...ingress.allowedCidrs, PROBE_SOURCE];
  return {
    exposure: { kind: "nodePort", nodePort: HTTP_NODE_PORT, clientCidrs },
    beforeCluster: [],
    records: publicAddress.records,
    complete: () => ({ ...atAddress(ingress, publicAddress), loadBalancerId: loadBalancer.id }),
  };
}

/** Front Door reaches an internal load balancer of AKS over Private Link; nothing else does. */
function frontDoor(name: string, args: IngressArgs, opts: Options): Ingress {
  const { ingress, location, network, size } = args.config;
  const { hostname, dnsZoneId, allowedCidrs } = ingress;
  const annotations = {
    ...idleTimeoutAnnotation(ingress),
    ...privateLinkAnnotations(name, args.network.privateLinkSubnetName),
  };
  // Private Link translates every client to an address of its own subnet.
  const clientCidrs = [azureSubnets(network.cidr).privateLink];
  return {
    exposure: { kind: "loadBalancer", annotations, clientCidrs },
    // Private Link takes addresses of the network until the Service is gone.
    beforeCluster: [args.network],
    records: [],
    complete: ({ nodeResourceGroup, service }) => {
      const subscription = args.resourceGroupId.apply((id) => id.split("/resourceGroups/")[0]);
      const privateLinkServiceId = pulumi.interpolate`${subscription}/resourceGroups/${nodeResourceGroup}/providers/Microsoft.Network/privateLinkServices/${name}`;
      const { profile, endpoint } = new FrontDoor(
        name,
        {
          ...args,
          hostname,
          dnsZoneId,
          allowedCidrs,
          location,
          privateLinkServiceId,
          service,
          protect: size === "prod",
        },
        opts,
      );
      return {
        url: pulumi.interpolate`https://${hostname ?? endpoint.hostName}`,
        loadBalancerId: profile.id,
        loadBalancerAddress: endpoint.hostName,
      };
    },
  };
}

function atAddress(
  { certificate, hostname }: AksConfig["ingress"],
  { address }: PublicAddress,
): Omit<Entrance, "loadBalancerId"> {
  const given = address.dnsSettings.apply((settings) => settings?.fqdn ?? "");
  return {
    url: certificate
      ? pulumi.output(`https://${hostname ?? ""}`)
      : pulumi.interpolate`http://${given}`,
    loadBalancerAddress: address.ipAddress.apply((ip) => ip ?? ""),
  };
}
