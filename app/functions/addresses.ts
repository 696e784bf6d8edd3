import { lookup } from "node:dns";
import { BlockList, isIPv4, isIPv6, type LookupFunction } from "node:net";

/** Not on the public Internet (IANA special-purpose registries of IPv4 and IPv6). */
const SPECIAL_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
];
/** Tunnels and documentation inside the public range; tunnels can end at any IPv4 address. */
const SPECIAL_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
const PUBLIC_IPV6 = ["2000::/3"];

const specialIpv4 = blockList(SPECIAL_IPV4, "ipv4");
const specialIpv6 = blockList(SPECIAL_IPV6, "ipv6");
const publicIpv6 = blockList(PUBLIC_IPV6, "ipv6");

/** Whether an address is on the public Internet: not this machine, a private network, a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address, "ipv4");
  if (!isIPv6(address)) return false;
  return publicIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
}

/** A host name leads to an address that replies must not go to. */
export class ForbiddenAddress extends Error {
  constructor() {
    super("The host resolves to an address that is not public.");
    this.name = "ForbiddenAddress";
  }
}

/**
 * Resolves like the system, but fails when any address of the name is refused. The connection goes
 * to the very address that was checked, so a second answer of the name server changes nothing.
 */
export function guardedLookup(
  isAllowed: (address: string) => boolean,
  resolve: typeof lookup = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "");
        return;
      }
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address))) {
        callback(new ForbiddenAddress(), "");
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function blockList(ranges: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", prefix = ""] = range.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
