import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { machineAddresses } from "../shared/subnets";
import { READY_PATH } from "./envoyBasics";
import type { BalancedPort } from "./ingressPorts";

export interface ExplicitLoadBalancerArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly resourceGroupId: pulumi.Input<string>;
  readonly publicAddressId: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  /** Range of the subnet whose machines serve. */
  readonly nodesRange: string;
  /** What is served, and the ports of the nodes behind it; the first answers the probe. */
  readonly ports: readonly BalancedPort[];
  /** Silence on a connection before it is cut, in minutes, 4 to 30. */
  readonly idleMinutes: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where Azure Load Balancer's probes come from (Azure docs, "What is IP address 168.63.129.16?"). */
export const PROBE_SOURCE = "168.63.129.16/32";

const FRONTEND = "public";
const BACKEND = "nodes";
const PROBE = "ready";

/**
 * An Azure Load Balancer of this program. AKS lets nobody add its machines to a foreign backend
 * pool, so the pool lists every address that a machine in the nodes' subnet can have; the probe
 * finds which of them serve. See docs/azure-load-balancer.md.
 */
export class ExplicitLoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancer: network.LoadBalancer;

  constructor(
    name: string,
    args: ExplicitLoadBalancerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("chatbot:azure:ExplicitLoadBalancer", name, {}, opts);
    // The parts of a balancer refer to each other by ids that they have only once it exists.
    const id = pulumi.interpolate`${args.resourceGroupId}/providers/Microsoft.Network/loadBalancers/${name}`;
    const part = (kind: string, key: string) => ({ id: pulumi.interpolate`${id}/${kind}/${key}` });
    this.loadBalancer = new network.LoadBalancer(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        loadBalancerName: name,
        sku: { name: "Standard" },
        frontendIPConfigurations: [
          { name: FRONTEND, publicIPAddress: { id: args.publicAddressId } },
        ],
        backendAddressPools: [
          {
            name: BACKEND,
            loadBalancerBackendAddresses: machineAddresses(args.nodesRange).map((ipAddress) => ({
              name: ipAddress.replaceAll(".", "-"),
              ipAddress,
              virtualNetwork: { id: args.virtualNetworkId },
            })),
          },
        ],
        probes: args.ports.slice(0, 1).map(({ nodePort }) => ({
          name: PROBE,
          protocol: "Http",
          port: nodePort,
          requestPath: READY_PATH,
          // Out after 10 s: within the time that a stopping replica goes on serving.
          intervalInSeconds: 5,
          probeThreshold: 2,
        })),
        loadBalancingRules: args.ports.map(({ name: rule, port, nodePort }) => ({
          name: rule,
          protocol: "Tcp",
          frontendIPConfiguration: part("frontendIPConfigurations", FRONTEND),
          frontendPort: port,
          backendAddressPool: part("backendAddressPools", BACKEND),
          backendPort: nodePort,
          probe: part("probes", PROBE),
          idleTimeoutInMinutes: args.idleMinutes,
          enableTcpReset: true,
          enableFloatingIP: false,
          // Nodes leave by the NAT gateway: here, replies only.
          disableOutboundSnat: true,
        })),
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({ loadBalancer: this.loadBalancer.id });
  }
}
