import { PrivateDnsZoneGroup, PrivateEndpoint } from "@pulumi/azure-native/network";
import { PrivateZone, VirtualNetworkLink } from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Services that can be had at an address of the network, by the part that is wanted and the zone of
 * its names (Azure docs, "Azure Private Endpoint private DNS zone values").
 */
const SERVICES = {
  blob: { part: "blob", zone: "privatelink.blob.core.windows.net" },
  queue: { part: "queue", zone: "privatelink.queue.core.windows.net" },
  table: { part: "table", zone: "privatelink.table.core.windows.net" },
  keyVault: { part: "vault", zone: "privatelink.vaultcore.azure.net" },
  redis: { part: "redisEnterprise", zone: "privatelink.redis.azure.net" },
  registry: { part: "registry", zone: "privatelink.azurecr.io" },
  serviceBus: { part: "namespace", zone: "privatelink.servicebus.windows.net" },
} as const;

export type PrivateService = keyof typeof SERVICES;

export interface PrivateZoneArgs {
  readonly service: PrivateService;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PrivateEndpointArgs {
  readonly service: PrivateService;
  readonly resourceGroupName: pulumi.Input<string>;
  /** What is to be reached. */
  readonly resourceId: pulumi.Input<string>;
  /** Where the endpoint takes its address: `privateEndpointSubnetId` of the network. */
  readonly subnetId: pulumi.Input<string>;
  /** The zone of the service's names; one serves all endpoints of its kind in a network. */
  readonly zone: PrivateZone;
  readonly tags: Readonly<Record<string, string>>;
}

/** The names of one kind of service as the network alone sees them. */
export function createPrivateZone(
  name: string,
  { service, resourceGroupName, virtualNetworkId, tags }: PrivateZoneArgs,
  parent: pulumi.Resource,
): PrivateZone {
  const { zone: privateZoneName } = SERVICES[service];
  const zone = new PrivateZone(
    `${name}-${service}`,
    // Private zones have no place.
    { resourceGroupName, privateZoneName, location: "Global", tags },
    { parent },
  );
  new VirtualNetworkLink(
    `${name}-${service}`,
    {
      resourceGroupName,
      privateZoneName: zone.name,
      virtualNetworkLinkName: name,
      location: "Global",
      virtualNetwork: { id: virtualNetworkId },
      registrationEnabled: false,
      tags,
    },
    { parent },
  );
  return zone;
}

/** An address in the network for one resource, under its usual name. */
export function createPrivateEndpoint(
  name: string,
  args: PrivateEndpointArgs,
  parent: pulumi.Resource,
): PrivateEndpoint {
  const { part } = SERVICES[args.service];
  const endpointName = `${name}-${args.service}`;
  const endpoint = new PrivateEndpoint(
    endpointName,
    {
      resourceGroupName: args.resourceGroupName,
      privateEndpointName: endpointName,
      subnet: { id: args.subnetId },
      privateLinkServiceConnections: [
        { name: endpointName, privateLinkServiceId: args.resourceId, groupIds: [part] },
      ],
      tags: args.tags,
    },
    { parent },
  );
  new PrivateDnsZoneGroup(
    endpointName,
    {
      resourceGroupName: args.resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: args.service, privateDnsZoneId: args.zone.id }],
    },
    { parent },
  );
  return endpoint;
}
