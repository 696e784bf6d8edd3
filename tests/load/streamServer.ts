import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine whose streams a test writes by hand. */
export interface StreamServer {
  readonly url: URL;
  /** Method, path and Last-Event-ID of each request. */
  readonly asked: string[];
  /** Connections that were made. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;

export async function startStreams(answer: Answer): Promise<StreamServer> {
  const asked: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      const after = request.headers["last-event-id"];
      asked.push(
        [request.method, request.url, ...(after === undefined ? [] : [String(after)])].join(" "),
      );
      answer(response, request, body);
    });
  });
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/api/chats`),
    asked,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Begins a stream with an answer's events; more may follow. */
export function stream(response: ServerResponse, ...events: readonly string[]): void {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(events.join(""));
}

export const start =
  'id: 0\nevent: start\ndata: {"reply":"r1","conversation":"c1","model":"m"}\n\n';
export const token = (id: number): string => `id: ${id}\nevent: token\ndata: {"text":"a"}\n\n`;
export const end = (id: number, reason = "stop"): string =>
  `id: ${id}\nevent: end\ndata: {"reason":"${reason}"}\n\n`;
export const failure = (id: number, code: string): string =>
  `id: ${id}\nevent: error\ndata: {"code":"${code}","message":"no"}\n\n`;
