import { PrivateDnsZoneGroup, PrivateEndpoint } from "@pulumi/azure-native/network";
import { PrivateZone, VirtualNetworkLink } from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";

export interface PrivateEndpointArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  /** What the endpoint leads to. */
  readonly targetId: pulumi.Input<string>;
  /** The part of the target, by its name in Private Link, such as `redisEnterprise`. */
  readonly groupId: string;
  /** The zone that the target's public name is an alias into. */
  readonly zone: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An address in the network for a service of Azure, under the service's own name. */
export function createPrivateEndpoint(
  name: string,
  args: PrivateEndpointArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { resourceGroupName, tags } = args;
  // Private zones belong to no region.
  const location = "global";
  const zone = new PrivateZone(
    name,
    { resourceGroupName, privateZoneName: args.zone, location, tags },
    opts,
  );
  const link = new VirtualNetworkLink(
    name,
    {
      resourceGroupName,
      privateZoneName: zone.name,
      virtualNetworkLinkName: name,
      location,
      registrationEnabled: false,
      virtualNetwork: { id: args.virtualNetworkId },
      tags,
    },
    opts,
  );
  const endpoint = new PrivateEndpoint(
    name,
    {
      resourceGroupName,
      privateEndpointName: name,
      subnet: { id: args.subnetId },
      privateLinkServiceConnections: [
        { name, privateLinkServiceId: args.targetId, groupIds: [args.groupId] },
      ],
      tags,
    },
    opts,
  );
  return new PrivateDnsZoneGroup(
    name,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "default", privateDnsZoneId: zone.id }],
    },
    { ...opts, dependsOn: [link] },
  );
}
