import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate";

/** A request as a test's server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on this machine that keeps what it got. */
export interface TestServer {
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

/**
 * Starts a server on a free port.
 * @param answer to each request; no answer at all when undefined
 * @param certificate makes it https
 */
export async function startServer(
  answer: (request: Received) => Answer | undefined,
  certificate?: Certificate,
): Promise<TestServer> {
  const received: Received[] = [];
  const server: Server = certificate ? createTlsServer({ ...certificate }) : createServer();
  server.on("request", (request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const body = Buffer.concat(pieces).toString();
      const got = { method, path: url, headers, body };
      received.push(got);
      const reply = answer(got);
      if (!reply) return;
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body ?? "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { port, received, close };
}
