import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs } from "./network";

/** A NAT gateway with its address. */
export interface Egress {
  readonly address: network.PublicIPAddress;
  readonly gateway: network.NatGateway;
}

type GroupArgs = Pick<NetworkArgs, "resourceGroupName" | "openings" | "tags">;

/**
 * A security group that lets in what is named, and by Azure's own rules the network itself and the
 * probes of load balancers. AKS opens its own group for a Service, but never one that is ours.
 */
export function securityGroup(
  name: string,
  args: GroupArgs,
  parent: pulumi.Resource,
): network.NetworkSecurityGroup {
  return new network.NetworkSecurityGroup(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      networkSecurityGroupName: name,
      securityRules: args.openings.map(({ name: rule, from, ports }, index) => ({
        name: rule,
        priority: 100 + 10 * index,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        ...sources(from),
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRanges: ports.map(String),
      })),
      tags: args.tags,
    },
    { parent },
  );
}

/** Azure takes a service tag, such as `AzureLoadBalancer`, only as the one prefix of its rule. */
function sources(from: readonly string[]) {
  const [first] = from;
  return from.length === 1 && first !== undefined
    ? { sourceAddressPrefix: first }
    : { sourceAddressPrefixes: [...from] };
}

export function natGateway(
  name: string,
  { resourceGroupName, tags, protect }: Pick<NetworkArgs, "resourceGroupName" | "tags" | "protect">,
  parent: pulumi.Resource,
): Egress {
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
    { parent, protect },
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
    { parent },
  );
  return { address, gateway };
}
