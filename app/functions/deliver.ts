import { request } from "node:https";
import type { LookupFunction } from "node:net";

export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the delivery, wherever it is. */
  readonly signal: AbortSignal;
}

/** Posts a reply and returns the HTTP status of the answer. */
export type Deliver = (delivery: Delivery) => Promise<number>;

/**
 * Posts over https. Redirects are not followed, since they could lead anywhere, and the answer's
 * body is not read.
 * @param lookup decides which addresses may be called
 * @param ca further authorities to trust, in PEM
 */
export function httpsDelivery(lookup: LookupFunction, ca?: string): Deliver {
  return ({ url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const call = request(
        url,
        {
          method: "POST",
          headers: { ...headers, "content-length": String(body.byteLength) },
          lookup,
          signal,
          // A kept connection would be dead after the instance was frozen.
          agent: false,
          ...(ca !== undefined && { ca }),
        },
        (response) => {
          resolve(response.statusCode ?? 0);
          response.destroy();
        },
      );
      call.on("error", reject);
      call.end(body);
    });
}
