import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ApiError, badRequest } from "../api/errors";
import { tooLarge } from "../api/json";
import { refuseRaw } from "./rawRefusal";

/** Told of what was refused, and why. */
export type OnRefused = (error: ApiError, cause: unknown) => void;

/** Answers requests that Node cannot read, as every other one is answered: in JSON. */
export function refuseBroken(server: Server, onRefused: OnRefused): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on("request", ({ socket }, response) => answers.set(socket, response));
  server.on("connect", (_, socket) => {
    socket.on("error", () => socket.destroy());
    const error = new ApiError("method_not_allowed", "This gateway is no proxy.");
    onRefused(error, error);
    refuseRaw(socket, error);
  });
  server.on("clientError", (cause: NodeJS.ErrnoException, socket) => {
    // Node tells of each further piece of what it cannot read.
    if (socket.writableEnded) return;
    if (cause.code === "ECONNRESET" || !isFree(socket, answers.get(socket))) {
      socket.destroy();
      return;
    }
    const { error, status } = refusalOf(cause.code);
    onRefused(error, cause);
    refuseRaw(socket, error, status);
  });
}

/** Whether an answer would be the only one to its request, and not be written into another one. */
function isFree(socket: Duplex, last: ServerResponse | undefined): boolean {
  if (!socket.writable) return false;
  if (!last) return true;
  // What is broken is a request behind the last one, or the last one's body.
  return last.req.complete ? last.writableFinished : last.socket === socket && !last.headersSent;
}

/** The codes of Node (Node.js docs, "clientError" and "Errors") and of its parser, llhttp. */
function refusalOf(code: string | undefined): { error: ApiError; status?: number } {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      // RFC 6585, section 5.
      return { error: tooLarge("The request's head"), status: 431 };
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return { error: tooLarge("The body") };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      // RFC 9110, section 15.5.9.
      return { error: badRequest("The request took too long."), status: 408 };
    default:
      return { error: badRequest("The request is no HTTP/1.1.") };
  }
}
