import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { badRequest } from "../api/errors";
import { refuseBroken, type OnRefused } from "./brokenRequests";

/** Longest time for all headers, and for a whole request, in milliseconds: slow senders are cut off. */
const HEADERS_TIME = 10_000;
const REQUEST_TIME = 30_000;

/** How often connections are checked for that, in milliseconds. */
const CHECK_INTERVAL = 1000;

/** Longest time beyond any wait of the gateway's own in which nothing goes either way, in milliseconds. */
const SILENCE = 30_000;

/**
 * Most requests of a connection that wait for their answers. Node reads as many as came at once, however
 * much their answers take, before it looks whether the client takes any; and browsers wait for each.
 */
const MOST_WAITING = 4;

/** Most bytes of all headers of a request, and most of them. */
const HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

/**
 * A server whose clients can take neither time nor memory without bounds.
 * @param keepAlive how long an idle connection is kept, in milliseconds
 * @param quiet longest time in which the gateway itself says nothing, in milliseconds
 */
export function httpServer(
  keepAlive: number,
  quiet: number,
  listener: RequestListener,
  onRefused: OnRefused,
): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIME,
      requestTimeout: REQUEST_TIME,
      connectionsCheckingInterval: CHECK_INTERVAL,
      keepAliveTimeout: keepAlive,
      maxHeaderSize: HEADER_BYTES,
      noDelay: true,
      // Node would refuse without a word why: checkHeaders does it.
      requireHostHeader: false,
    },
    waitingFew(listener),
  );
  // Who does not read an answer would keep the connection for ever.
  server.timeout = SILENCE + quiet;
  // Node drops the rest without a word: one more tells that there are too many.
  server.maxHeadersCount = MOST_HEADERS + 1;
  refuseBroken(server, onRefused);
  return server;
}

/** Lets go of connections that ask for more before they have their answers. */
function waitingFew(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    response.on("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    if (count > MOST_WAITING) socket.destroy();
    else listener(request, response);
  };
}

/** Of these Node takes the first, and a proxy before it may have taken another. */
const ONCE = ["host", "authorization"];

/** @throws ApiError `bad_request` for headers that are too many, or that can be read in two ways */
export function checkHeaders({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  if (rawHeaders.length / 2 > MOST_HEADERS) throw badRequest("Too many headers.");
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  for (const name of ONCE) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      throw badRequest(`A request has one ${name} header at most.`);
    }
  }
  if (httpVersion !== "1.1" && httpVersion !== "1.0") throw badRequest("HTTP/1.1 is wanted.");
  // RFC 9112, section 3.2.
  if (headers.host === undefined && httpVersion !== "1.0") {
    throw badRequest("A host header is wanted.");
  }
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
