import { isIP } from "node:net";

/** Longer than any real address, and short enough for every proxy on the way. */
const LONGEST_URL = 2048;

/**
 * What forbids to send a reply to a URL, or undefined if nothing does. Only these hosts, by their
 * exact names, and only over https on its own port: whoever can send events cannot make this
 * program call anything else.
 */
export function callbackProblem(text: string, hosts: readonly string[]): string | undefined {
  // The parser repairs spaces, tabs and backslashes, and another parser may repair them otherwise.
  if (text.length > LONGEST_URL || !/^[\x21-\x5b\x5d-\x7e]+$/.test(text) || !URL.canParse(text)) {
    return "callbackUrl must be a URL of printable ASCII characters, 2048 at most.";
  }
  const url = new URL(text);
  if (url.protocol !== "https:") return "callbackUrl must be https.";
  if (url.username !== "" || url.password !== "") return "callbackUrl must hold no user name.";
  if (url.port !== "") return "callbackUrl must use port 443.";
  if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) {
    return "callbackUrl must name its host, not give an address.";
  }
  return hosts.includes(url.hostname)
    ? undefined
    : "callbackUrl must be on a host that is allowed.";
}
