import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether a URL's host is this machine by its own word: no name is looked up. */
export function isLoopback({ hostname }: URL): boolean {
  // RFC 6761 keeps "localhost" and all below it for the loopback addresses.
  if (/^(.+\.)?localhost\.?$/.test(hostname)) return true;
  const address = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 6 ? "ipv6" : "ipv4");
}
