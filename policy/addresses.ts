import { overlaps, parseCidr, cidr, type Cidr } from "../shared/cidr";
import type { Json } from "../plan/types";

/** Ranges that no packet of the Internet comes from: RFC 1918, and RFC 6598 for carriers. */
const INSIDE: readonly Cidr[] = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
].map(cidr);

/** Whether a range, an address, or a tag of Azure such as `Internet`, has senders from outside. */
export function isOutside(source: string): boolean {
  if (["*", "any", "internet"].includes(source.toLowerCase())) return true;
  // RFC 4193: addresses for inside a site only.
  if (source.includes(":")) return !/^f[cd]/i.test(source);
  const range = parseCidr(source.includes("/") ? source : `${source}/32`);
  if (!range) return false;
  return !INSIDE.some((inside) => overlaps(inside, range) && range.prefix >= inside.prefix);
}

/** 80 or 443, as a number or a text. */
export function isWebPort(port: Json | undefined): boolean {
  return port === 80 || port === 443 || port === "80" || port === "443";
}
