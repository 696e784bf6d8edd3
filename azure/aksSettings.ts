import * as pulumi from "@pulumi/pulumi";
import { address, cidr } from "../shared/cidr";
import { AUTOSCALER_GRACE_SECONDS } from "../shared/config/limits";
import type { AksConfig } from "../shared/config/schema";
import { NODE_SCALING } from "../shared/scaling";

const OPEN = "0.0.0.0/0";

/** When AKS upgrades: two nights, so that new images never come in the midst of an upgrade. */
export const WINDOWS = [
  { suffix: "upgrade", configName: "aksManagedAutoUpgradeSchedule", dayOfWeek: "Saturday" },
  { suffix: "image", configName: "aksManagedNodeOSUpgradeSchedule", dayOfWeek: "Sunday" },
] as const;

/** @param ownEgress whether the nodes leave by a NAT gateway of the network */
export function networkProfile({ network }: AksConfig, ownEgress: boolean) {
  return {
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    podCidr: network.podCidr,
    serviceCidr: network.serviceCidr,
    dnsServiceIP: address(cidr(network.serviceCidr), 10),
    loadBalancerSku: "standard",
    outboundType: ownEgress ? "userAssignedNATGateway" : "loadBalancer",
  };
}

/** AKS takes no range for "everybody": an API server without ranges is open. */
export function apiServerAccess(
  { private: closed, allowedCidrs = [] }: AksConfig["kubernetesApi"],
  egressAddress: pulumi.Output<string> | undefined,
) {
  if (closed) return { apiServerAccessProfile: PRIVATE_API };
  if (allowedCidrs.includes(OPEN)) return {};
  // The nodes themselves come from the NAT gateway's address, which AKS does not add by itself.
  const own = egressAddress ? [pulumi.interpolate`${egressAddress}/32`] : [];
  return { apiServerAccessProfile: { authorizedIPRanges: [...allowedCidrs, ...own] } };
}

/** An API server in the network, under a name that only a private zone made by AKS knows. */
const PRIVATE_API = {
  enablePrivateCluster: true,
  enablePrivateClusterPublicFQDN: false,
  privateDNSZone: "system",
};

/** What AKS installs: the Secrets Store CSI driver, and the agent that reads the pods' logs. */
export function addons(logsId: pulumi.Input<string>) {
  return {
    azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true" } },
    // By the agent's own identity; otherwise it would use the workspace's keys, which are off.
    omsagent: {
      enabled: true,
      config: { logAnalyticsWorkspaceResourceID: logsId, useAADAuth: "true" },
    },
  };
}

/** Scaling of the nodes by AKS's Cluster Autoscaler, whose settings are all text. */
export const AUTOSCALER = {
  scanInterval: `${NODE_SCALING.scanSeconds}s`,
  // AKS takes these times in whole minutes.
  scaleDownUnneededTime: `${NODE_SCALING.unneededSeconds / 60}m`,
  scaleDownDelayAfterAdd: `${NODE_SCALING.delayAfterAddSeconds / 60}m`,
  scaleDownUtilizationThreshold: String(NODE_SCALING.utilization),
  maxNodeProvisionTime: `${NODE_SCALING.provisionSeconds / 60}m`,
  maxGracefulTerminationSec: String(AUTOSCALER_GRACE_SECONDS),
  expander: "least-waste",
  balanceSimilarNodeGroups: "true",
  skipNodesWithLocalStorage: "false",
};
