const NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request's Host header names this machine. A page of another site that has its name
 * resolved to this machine (DNS rebinding) sends its own name, and must not get an answer.
 */
export function isLocalName(host: string | undefined): boolean {
  return NAMES.includes(host?.replace(/:\d+$/, "").toLowerCase() ?? "");
}
