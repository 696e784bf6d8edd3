import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { subnetLayout } from "../shared/subnets";

export interface NetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Range of the virtual network, /16 to /19. */
  readonly cidr: string;
  /** Who may reach the load balancer on 80 and 443. */
  readonly allowedCidrs: readonly string[];
  /** A NAT gateway with an address of its own; without one, the cluster's load balancer lends its. */
  readonly natGateway: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A virtual network with one subnet for the nodes; the pods have an overlay of their own. */
export class Network extends pulumi.ComponentResource {
  readonly nodesSubnetId: pulumi.Output<string>;
  /** The address that the nodes leave by, when the network has a NAT gateway. */
  readonly egressAddress: pulumi.Output<string> | undefined;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Network", name, {}, opts);
    const { resourceGroupName, tags } = args;
    const virtualNetwork = new network.VirtualNetwork(
      name,
      {
        resourceGroupName,
        virtualNetworkName: name,
        addressSpace: { addressPrefixes: [args.cidr] },
        tags,
      },
      {
        parent: this,
        // Subnets stand alone: an update of the network must not take them for gone.
        ignoreChanges: ["subnets"],
      },
    );
    const securityGroup = this.createSecurityGroup(name, args);
    const egress = args.natGateway ? this.createNatGateway(name, args) : undefined;
    const nodes = new network.Subnet(
      `${name}-nodes`,
      {
        resourceGroupName,
        virtualNetworkName: virtualNetwork.name,
        subnetName: "nodes",
        addressPrefix: subnetLayout(args.cidr, 1).private[0] ?? "",
        networkSecurityGroup: { id: securityGroup.id },
        defaultOutboundAccess: false,
        ...(egress && { natGateway: { id: egress.gateway.id } }),
      },
      { parent: this },
    );
    this.nodesSubnetId = nodes.id;
    this.egressAddress = egress?.address.ipAddress.apply((address) => address ?? "");
    this.registerOutputs({ nodesSubnetId: this.nodesSubnetId });
  }

  /** AKS opens its own security group for a Service, but never one that is ours. */
  private createSecurityGroup(name: string, args: NetworkArgs): network.NetworkSecurityGroup {
    return new network.NetworkSecurityGroup(
      `${name}-nodes`,
      {
        resourceGroupName: args.resourceGroupName,
        networkSecurityGroupName: `${name}-nodes`,
        securityRules: [
          {
            name: "chats",
            description: "Clients to the load balancer's address",
            priority: 100,
            direction: "Inbound",
            access: "Allow",
            protocol: "Tcp",
            sourceAddressPrefixes: [...args.allowedCidrs],
            sourcePortRange: "*",
            destinationAddressPrefix: "*",
            destinationPortRanges: ["80", "443"],
          },
        ],
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private createNatGateway(name: string, { resourceGroupName, tags }: NetworkArgs) {
    const address = new network.PublicIPAddress(
      `${name}-egress`,
      {
        resourceGroupName,
        publicIpAddressName: `${name}-egress`,
        sku: { name: "Standard" },
        publicIPAllocationMethod: "Static",
        zones: ["1"],
        tags,
      },
      { parent: this },
    );
    const gateway = new network.NatGateway(
      name,
      {
        resourceGroupName,
        natGatewayName: name,
        sku: { name: "Standard" },
        // A NAT gateway lives in one zone, and its address in the same.
        zones: ["1"],
        publicIpAddresses: [{ id: address.id }],
        idleTimeoutInMinutes: 4,
        tags,
      },
      { parent: this },
    );
    return { address, gateway };
  }
}
