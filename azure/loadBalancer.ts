import { RecordSet } from "@pulumi/azure-native/dns";
import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { seconds } from "../shared/units";
import { zonesOf } from "./pools";
import { zonedName } from "./zone";

/** Begins the annotations by which a Service tells AKS what load balancer it needs. */
const PREFIX = "service.beta.kubernetes.io/azure";

export interface PublicAddressArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Lifetime of the host name's record, in seconds. */
const TTL = 300;

/**
 * The public address of Azure Load Balancer. AKS makes the balancer itself when it sees a Service
 * that asks for this address by its annotations.
 */
export class PublicAddress extends pulumi.ComponentResource {
  readonly address: network.PublicIPAddress;
  /** Of the host name, where its zone is known. */
  readonly records: readonly pulumi.Resource[];
  /** The annotations of the Service that the address is for. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(name: string, args: PublicAddressArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:PublicAddress", name, {}, opts);
    const { config, resourceGroupName, tags } = args;
    this.address = new network.PublicIPAddress(
      name,
      {
        resourceGroupName,
        publicIpAddressName: name,
        sku: { name: "Standard" },
        publicIPAllocationMethod: "Static",
        zones: zonesOf(config),
        // Labels are shared by all of a region, hence the part that differs by subscription.
        dnsSettings: { domainNameLabel: name, domainNameLabelScope: "SubscriptionReuse" },
        tags,
      },
      { parent: this, protect: config.size === "prod" },
    );
    this.records = this.createRecords(name, config.ingress);
    this.annotations = {
      [`${PREFIX}-load-balancer-resource-group`]: resourceGroupName,
      [`${PREFIX}-pip-name`]: this.address.name,
      ...idleTimeoutAnnotation(config.ingress),
    };
    this.registerOutputs({ address: this.address.ipAddress });
  }

  private createRecords(name: string, { dnsZoneId, hostname }: AksConfig["ingress"]): RecordSet[] {
    if (dnsZoneId === undefined || hostname === undefined) return [];
    const { label, ...zone } = zonedName(dnsZoneId, hostname);
    const record = new RecordSet(
      `${name}-hostname`,
      {
        ...zone,
        relativeRecordSetName: label,
        recordType: "A",
        ttl: TTL,
        targetResource: { id: this.address.id },
      },
      { parent: this },
    );
    return [record];
  }
}

/** How long a connection may be silent, in whole minutes. */
export function idleTimeoutAnnotation({ idleTimeout }: AksConfig["ingress"]) {
  return { [`${PREFIX}-load-balancer-tcp-idle-timeout`]: String(seconds(idleTimeout) / 60) };
}

/** Asks for a load balancer within the network, and for a Private Link service that leads to it. */
export function privateLinkAnnotations(
  serviceName: string,
  subnetName: pulumi.Input<string>,
): Record<string, pulumi.Input<string>> {
  return {
    [`${PREFIX}-load-balancer-internal`]: "true",
    [`${PREFIX}-pls-create`]: "true",
    [`${PREFIX}-pls-name`]: serviceName,
    [`${PREFIX}-pls-ip-configuration-subnet`]: subnetName,
  };
}

/** The balancer that AKS made for the Service. */
export function managedLoadBalancerId({
  nodeResourceGroup,
  service,
  provider,
}: {
  readonly nodeResourceGroup: pulumi.Input<string>;
  readonly service: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
}): pulumi.Output<string> {
  return network
    .getLoadBalancerOutput(
      {
        resourceGroupName: nodeResourceGroup,
        loadBalancerName: "kubernetes",
      },
      { provider, dependsOn: [service] },
    )
    .apply(({ id }) => id ?? "");
}
