import type { IncomingHttpHeaders } from "node:http";

/** How a chat ended, as its client saw it. */
export type Outcome =
  | { readonly kind: "complete"; readonly reason: string }
  /** Refused by 429 or 503, which a server does to save itself. */
  | { readonly kind: "shed"; readonly status: number; readonly retryAfter?: number }
  /** Refused for another reason, not reached, or failed by the server's own word. */
  | { readonly kind: "failed"; readonly code: string }
  /** Broken off without a word, and not to be resumed. */
  | { readonly kind: "truncated" }
  /** Cut by the generator when its run was over. */
  | { readonly kind: "unfinished" };

const SHEDDING = [429, 503];

/** What an answer means that is no stream. @param code the word of the answer's body, when it has one */
export function refusal(
  status: number,
  headers: IncomingHttpHeaders,
  code: string | undefined,
): Outcome {
  if (status === 200) return { kind: "failed", code: "not_a_stream" };
  if (!SHEDDING.includes(status)) return { kind: "failed", code: code ?? `http_${status}` };
  const retryAfter = retryAfterSeconds(headers["retry-after"]);
  return { kind: "shed", status, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Seconds of a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterSeconds(
  header: string | undefined,
  now = Date.now(),
): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
