import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/**
 * The address of a client. Each proxy appends the address that it was called from to
 * X-Forwarded-For, so that only the last entries can be trusted: as many as there are proxies.
 * @param hops trusted proxies between the client and this replica
 */
export function clientAddress(request: IncomingMessage, hops: number): string {
  const forwarded = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const chain = [...forwarded, request.socket.remoteAddress ?? ""];
  return chain[Math.max(0, chain.length - 1 - hops)] ?? "";
}

/** What a rate is counted by: of an IPv6 address the /64, since its owner has all of that. */
export function rateKey(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(bare)) return bare;
  const [head = "", tail = ""] = bare.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = bare.includes("::") ? 8 - left.length - right.length : 0;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill("0"), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
