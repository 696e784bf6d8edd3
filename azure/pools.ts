import { createHash } from "node:crypto";
import { AgentPool, type ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { AKS_OVERLAY_MAX_PODS, VM_SIZES, type Machine, type VmSize } from "../shared/machines";
import { mebibytes } from "../shared/units";

export interface NodePoolsArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly cluster: ManagedCluster;
  readonly subnetId: pulumi.Input<string>;
  /** Ports that AKS opens in its own security group, for a load balancer that is not its own. */
  readonly hostPorts: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

/** AKS puts this taint on spot nodes by itself; pods that may go there tolerate it. */
export const SPOT_TAINT = "kubernetes.azure.com/scalesetpriority";

/** How a pool of regular machines is upgraded: a third more come first. Draining ends after 30 min. */
export const UPGRADE = { maxSurge: "33%", drainTimeoutInMinutes: 30 };

/** The pools that the gateway runs on: one of regular machines, and one of spot machines if asked. */
export class NodePools extends pulumi.ComponentResource {
  readonly pools: readonly AgentPool[];
  /** The pool of regular machines. */
  readonly regular: AgentPool;

  constructor(name: string, args: NodePoolsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:NodePools", name, {}, opts);
    const { nodes } = args.config;
    this.regular = this.createPool(name, "user", nodes, args, {});
    const spot =
      nodes.spotMax === 0
        ? []
        : [
            this.createPool(name, "spot", { ...nodes, min: 0, max: nodes.spotMax }, args, {
              scaleSetPriority: "Spot",
              scaleSetEvictionPolicy: "Delete",
              // Up to the regular price, at which Azure never evicts for the price.
              spotMaxPrice: -1,
              nodeLabels: { [SPOT_TAINT]: "spot" },
              nodeTaints: [`${SPOT_TAINT}=spot:NoSchedule`],
            }),
          ];
    this.pools = [this.regular, ...spot];
    this.registerOutputs();
  }

  private createPool(
    name: string,
    kind: "user" | "spot",
    size: PoolSize,
    args: NodePoolsArgs,
    spot: Readonly<Record<string, unknown>>,
  ): AgentPool {
    const { config } = args;
    const fixed = fixedParts(config);
    return new AgentPool(
      // A successor must be another resource: the provider deletes before it replaces, pods and all.
      `${name}-${kind}-${fixed}`,
      {
        ...poolProfile(config, { ...size, subnetId: args.subnetId }),
        // Spot pools take no surge: their machines are replaced one by one.
        ...(kind === "user" && { upgradeSettings: UPGRADE }),
        ...spot,
        ...(args.hostPorts.length > 0 && {
          networkProfile: {
            allowedHostPorts: args.hostPorts.map((port) => ({
              portStart: port,
              portEnd: port,
              protocol: "TCP",
            })),
          },
        }),
        resourceGroupName: args.resourceGroupName,
        resourceName: args.cluster.name,
        agentPoolName: `${kind.charAt(0)}${fixed}`,
        mode: "User",
        availabilityZones: zonesOf(config),
        tags: args.tags,
      },
      // The autoscaler owns this number, which the API wants all the same.
      { parent: this, ignoreChanges: ["count"] },
    );
  }
}

interface PoolSize {
  readonly vmSize: VmSize;
  readonly min: number;
  readonly max: number;
}

/** What every pool has in common. */
export function poolProfile(
  config: AksConfig,
  pool: PoolSize & { readonly subnetId: pulumi.Input<string> },
) {
  const { localDiskGiB }: Machine = VM_SIZES[pool.vmSize];
  return {
    type: "VirtualMachineScaleSets",
    vmSize: pool.vmSize,
    count: pool.min,
    minCount: pool.min,
    maxCount: pool.max,
    enableAutoScaling: true,
    maxPods: AKS_OVERLAY_MAX_PODS,
    osType: "Linux",
    osSKU: "AzureLinux3",
    // A rule of the config sees to it that a local disk is large enough.
    osDiskType: localDiskGiB === undefined ? "Managed" : "Ephemeral",
    osDiskSizeGB: Math.ceil(mebibytes(config.nodes.disk) / 1024),
    vnetSubnetID: pool.subnetId,
    enableNodePublicIP: false,
  };
}

export function zonesOf({ network }: AksConfig): string[] {
  return Array.from({ length: network.zones }, (_, zone) => String(zone + 1));
}

/**
 * AKS refuses to change a pool's machine, disk, zones or subnet. They are part of its name, so that
 * such a change makes a new pool before it removes the old one, instead of failing midway.
 */
function fixedParts({ nodes, network, ingress }: AksConfig): string {
  const subnet = ingress.mode === "explicit" ? ["gateway"] : [];
  const fixed = JSON.stringify([nodes.vmSize, nodes.disk, network.zones, ...subnet]);
  return createHash("sha256").update(fixed).digest("hex").slice(0, 8);
}
