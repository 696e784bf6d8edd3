import { createHmac, timingSafeEqual } from "node:crypto";

/** Unix time of signing, in seconds. */
export const TIMESTAMP_HEADER = "x-chatscale-timestamp";
/** `v1=` and the HMAC-SHA256 of `timestamp.body`, in lower-case hex. */
export const SIGNATURE_HEADER = "x-chatscale-signature";

/** How far the sender's clock may be off, and how long a signed request is accepted, in seconds. */
export const TOLERANCE_SECONDS = 300;

/** Why a request is not taken for genuine. For logs: the sender is not told which. */
export type Refusal = "unsigned" | "stale" | "forged";

export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** The body as it came over the wire: parsing and printing it again would change it. */
  readonly body: Uint8Array;
}

/**
 * The headers that prove who sent a body.
 * @param now in milliseconds since 1970
 */
export function sign(key: string, body: Uint8Array, now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: `v1=${digest(key, timestamp, body).toString("hex")}`,
  };
}

/**
 * Checks a request against every key that is valid at the moment: two while a key is replaced.
 * @param now in milliseconds since 1970
 * @returns undefined when the request is genuine
 */
export function refusal(
  request: SignedRequest,
  keys: readonly string[],
  now: number,
): Refusal | undefined {
  const { timestamp = "", signature = "", body } = request;
  const hex = /^v1=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (hex === undefined || !/^\d{1,12}$/.test(timestamp)) return "unsigned";
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return "stale";
  const given = Buffer.from(hex, "hex");
  // Every key is tried, so that the time taken does not tell which one came close.
  const matches = keys.filter((key) => timingSafeEqual(given, digest(key, timestamp, body)));
  return matches.length > 0 ? undefined : "forged";
}

function digest(key: string, timestamp: string, body: Uint8Array): Buffer {
  return createHmac("sha256", key).update(`${timestamp}.`).update(body).digest();
}
