import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { seconds } from "../shared/units";
import { zonesOf } from "./pools";

export interface PublicAddressArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The public address of Azure Load Balancer. AKS makes the balancer itself when it sees a Service
 * that asks for this address by its annotations.
 */
export class PublicAddress extends pulumi.ComponentResource {
  readonly address: network.PublicIPAddress;
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
    const prefix = "service.beta.kubernetes.io/azure";
    this.annotations = {
      [`${prefix}-load-balancer-resource-group`]: resourceGroupName,
      [`${prefix}-pip-name`]: this.address.name,
      [`${prefix}-load-balancer-tcp-idle-timeout`]: String(
        seconds(config.ingress.idleTimeout) / 60,
      ),
    };
    this.registerOutputs({ address: this.address.ipAddress });
  }
}

/** The balancer that AKS made for the Service. */
export function managedLoadBalancerId({
  nodeResourceGroup,
  service,
  provider,
}: {
  readonly nodeResourceGroup: pulumi.Output<string | undefined>;
  readonly service: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
}): pulumi.Output<string> {
  return network
    .getLoadBalancerOutput(
      {
        resourceGroupName: nodeResourceGroup.apply((group) => group ?? ""),
        loadBalancerName: "kubernetes",
      },
      { provider, dependsOn: [service] },
    )
    .apply(({ id }) => id ?? "");
}
