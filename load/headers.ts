import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Problem } from "../shared/problems";

interface RawHeaders {
  readonly token?: string | undefined;
  readonly headers?: string | undefined;
}

/** The headers of every request. Their values may be secret, so no problem shows one. */
export function readHeaders(
  { token, headers = "" }: RawHeaders,
  problems: Problem[],
): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [index, line] of headers.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && isHeader(name, value)) read[name] = value;
    else {
      problems.push({
        key: `--headers-file, line ${index + 1}`,
        rule: "must be a header's name, a colon and its value",
        fix: "Write for example X-Api-Key: and the key.",
      });
    }
  }
  if (token === undefined) return read;
  const authorization = `Bearer ${token.trim()}`;
  if (token.trim() !== "" && isHeader("authorization", authorization)) {
    return { ...read, authorization };
  }
  problems.push({
    key: "the token",
    rule: "must be one line of text without control characters",
    fix: "Write nothing but the token into the file of --token-file, or into CHATSCALE_TOKEN.",
  });
  return read;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
