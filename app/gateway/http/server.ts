import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { badRequest } from "../api/errors";

/** Longest time for all headers, and for a whole request, in milliseconds: slow senders are cut off. */
const HEADERS_TIME = 10_000;
const REQUEST_TIME = 30_000;

/** How often connections are checked for that, in milliseconds. */
const CHECK_INTERVAL = 1000;

/** Most bytes of all headers of a request, and most of them. */
const HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

/**
 * A server whose clients can take neither time nor memory without bounds.
 * @param keepAlive how long an idle connection is kept, in milliseconds
 */
export function httpServer(keepAlive: number, listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIME,
      requestTimeout: REQUEST_TIME,
      connectionsCheckingInterval: CHECK_INTERVAL,
      keepAliveTimeout: keepAlive,
      maxHeaderSize: HEADER_BYTES,
      noDelay: true,
    },
    listener,
  );
  // Node drops the rest without a word: one more tells that there are too many.
  server.maxHeadersCount = MOST_HEADERS + 1;
  return server;
}

/** @throws ApiError `bad_request` for more headers than a client needs */
export function checkHeaders({ rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length / 2 > MOST_HEADERS) throw badRequest("Too many headers.");
}

/** @returns the port */
export async function listen(
  server: Server,
  port: number,
  host: string | undefined,
): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
