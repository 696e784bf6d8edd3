import { address, cidr, format, size, subnet, type Cidr } from "./cidr";

/** Addresses that the cloud keeps in every subnet, on AWS and on Azure. */
const RESERVED_ADDRESSES = 5;

/** The ranges of one network: a small subnet per zone for the outside, a large one for the nodes. */
export interface SubnetLayout {
  /** By zone: load balancers and NAT gateways. */
  readonly public: readonly string[];
  /** By zone: nodes and pods. */
  readonly private: readonly string[];
}

/**
 * Divides a network in eighths: the first holds the public subnets (a 256th each), the following the
 * private ones. A /16 gives public /24s and private /19s.
 * @param zones 1 to 7
 */
export function subnetLayout(network: string, zones: number): SubnetLayout {
  const range = cidr(network);
  const byZone = (ofZone: (zone: number) => Cidr): string[] =>
    Array.from({ length: zones }, (_, zone) => format(ofZone(zone)));
  const firstEighth = subnet(range, range.prefix + 3, 0);
  return {
    public: byZone((zone) => subnet(firstEighth, range.prefix + 8, zone)),
    private: byZone((zone) => subnet(range, range.prefix + 3, zone + 1)),
  };
}

/** Addresses that machines and pods can take in these subnets together. */
export function usableAddresses(subnets: readonly string[]): number {
  return subnets.reduce((sum, text) => sum + size(cidr(text)) - RESERVED_ADDRESSES, 0);
}

/** The ranges of an Azure network, whose subnets span all zones. */
export interface AzureSubnets {
  /** Nodes of the cluster. */
  readonly nodes: string;
  /** Nodes that a load balancer of ours knows by address: small, as it lists every one. */
  readonly balancedNodes: string;
  readonly privateEndpoints: string;
  readonly functions: string;
  /** Where connections of a Private Link service come from. */
  readonly privateLink: string;
}

/** Prefix of the subnet whose addresses a load balancer lists. */
const BALANCED_PREFIX = 24;

/**
 * Divides an Azure network in eighths: the first holds small subnets (a 256th each, a /27 or more,
 * which is the least that functions need), the second the nodes, the third those that are balanced
 * by address.
 */
export function azureSubnets(network: string): AzureSubnets {
  const range = cidr(network);
  const eighth = (index: number): Cidr => subnet(range, range.prefix + 3, index);
  const small = (index: number): string => format(subnet(eighth(0), range.prefix + 8, index));
  return {
    nodes: format(eighth(1)),
    balancedNodes: format(subnet(eighth(2), BALANCED_PREFIX, 0)),
    privateEndpoints: small(0),
    functions: small(1),
    privateLink: small(2),
  };
}

/** Every address that Azure can give to a machine in a subnet: not the first four, nor the last. */
export function machineAddresses(subnetRange: string): string[] {
  const range = cidr(subnetRange);
  const count = usableAddresses([subnetRange]);
  return Array.from({ length: count }, (_, index) => address(range, index + 4));
}
