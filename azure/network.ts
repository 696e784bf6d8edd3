import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { azureSubnets } from "../shared/subnets";
import { natGateway, securityGroup, type Egress } from "./networkParts";

export interface NetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Range of the virtual network, /16 to /19. */
  readonly cidr: string;
  /** What the Internet may reach. */
  readonly openings: readonly Opening[];
  /** A subnet for nodes that a load balancer of ours lists by address. */
  readonly balancedNodes: boolean;
  /** A subnet for a Private Link service. */
  readonly privateLink: boolean;
  /** A NAT gateway with an address of its own; without one, the cluster's load balancer lends its. */
  readonly natGateway: boolean;
  /** Whether the network, and the address that others see, stay until somebody unprotects them. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Ports of the gateway's nodes that are open to some addresses, or to one of Azure's service tags. */
export interface Opening {
  readonly name: string;
  readonly from: readonly string[];
  readonly ports: readonly number[];
}

const PRIVATE_LINK = "private-link";

/** A virtual network with a subnet for each kind of machine; the pods have an overlay of their own. */
export class Network extends pulumi.ComponentResource {
  readonly virtualNetworkId: pulumi.Output<string>;
  /** Where the system nodes are. */
  readonly nodesSubnetId: pulumi.Output<string>;
  /** Where the gateway's nodes are. */
  readonly gatewaySubnetId: pulumi.Output<string>;
  readonly privateEndpointSubnetId: pulumi.Output<string>;
  /** Delegated to Azure Functions on Flex Consumption. */
  readonly functionsSubnetId: pulumi.Output<string>;
  /** Where a Private Link service takes its addresses, when the network has a place for one. */
  readonly privateLinkSubnetName: string;
  /** The address that the nodes leave by, when the network has a NAT gateway. */
  readonly egressAddress: pulumi.Output<string> | undefined;

  private readonly subnets: network.Subnet[] = [];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Network", name, {}, opts);
    const ranges = azureSubnets(args.cidr);
    const virtualNetwork = this.createVirtualNetwork(name, args);
    const egress = args.natGateway ? natGateway(name, args, this) : undefined;
    const closed = securityGroup(`${name}-private`, { ...args, openings: [] }, this);
    const open = securityGroup(`${name}-nodes`, args, this);
    const create = (key: string, prefix: string, group: network.NetworkSecurityGroup, more = {}) =>
      this.createSubnet(name, key, { ...args, virtualNetwork, prefix, group, egress, more });

    const nodes = create("nodes", ranges.nodes, args.balancedNodes ? closed : open);
    const gateway = args.balancedNodes ? create("gateway", ranges.balancedNodes, open) : nodes;
    const endpoints = create("private-endpoints", ranges.privateEndpoints, closed, {
      // Without it, the security group would not count for private endpoints.
      privateEndpointNetworkPolicies: "Enabled",
    });
    const functions = create("functions", ranges.functions, closed, {
      delegations: [{ name: "functions", serviceName: "Microsoft.App/environments" }],
    });

    this.privateLinkSubnetName = PRIVATE_LINK;
    if (args.privateLink) {
      // Azure wants these policies off where a Private Link service takes its addresses.
      const more = { privateLinkServiceNetworkPolicies: "Disabled" };
      create(PRIVATE_LINK, ranges.privateLink, closed, more);
    }

    this.virtualNetworkId = virtualNetwork.id;
    this.nodesSubnetId = nodes.id;
    this.gatewaySubnetId = gateway.id;
    this.privateEndpointSubnetId = endpoints.id;
    this.functionsSubnetId = functions.id;
    this.egressAddress = egress?.address.ipAddress.apply((address) => address ?? "");
    this.registerOutputs({ nodesSubnetId: this.nodesSubnetId });
  }

  private createVirtualNetwork(name: string, args: NetworkArgs): network.VirtualNetwork {
    return new network.VirtualNetwork(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        virtualNetworkName: name,
        addressSpace: { addressPrefixes: [args.cidr] },
        tags: args.tags,
      },
      {
        parent: this,
        protect: args.protect,
        // Subnets stand alone: an update of the network must not take them for gone.
        ignoreChanges: ["subnets"],
      },
    );
  }

  private createSubnet(name: string, key: string, args: SubnetArgs): network.Subnet {
    const subnet = new network.Subnet(
      `${name}-${key}`,
      {
        resourceGroupName: args.resourceGroupName,
        virtualNetworkName: args.virtualNetwork.name,
        subnetName: key,
        addressPrefix: args.prefix,
        networkSecurityGroup: { id: args.group.id },
        defaultOutboundAccess: false,
        ...(args.egress && { natGateway: { id: args.egress.gateway.id } }),
        ...args.more,
      },
      // Azure changes one subnet of a network at a time, and refuses a second meanwhile.
      { parent: this, dependsOn: this.subnets.slice(-1) },
    );
    this.subnets.push(subnet);
    return subnet;
  }
}

interface SubnetArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly virtualNetwork: network.VirtualNetwork;
  readonly prefix: string;
  readonly group: network.NetworkSecurityGroup;
  readonly egress: Egress | undefined;
  readonly more: Partial<network.SubnetArgs>;
}
