import { cidr, format, size, subnet, type Cidr } from "./cidr";

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
