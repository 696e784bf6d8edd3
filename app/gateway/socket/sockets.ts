import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Phase } from "../admission/admission";
import { draining } from "../admission/slots";
import { SOCKET_PROTOCOL } from "../api/api";
import { ApiError, badRequest, notFound } from "../api/errors";
import { LARGEST_BODY } from "../http/body";
import { refuseRaw } from "../http/rawRefusal";
import { checkHeaders } from "../http/server";
import { SocketSession, type SessionParts } from "./socketSession";

export interface SocketsParts extends SessionParts {
  readonly phase: Phase;
  /** Most sockets at once. */
  readonly most: number;
  /** Whether a proxy stands before this replica, which may have changed the Host header. */
  readonly isProxied: boolean;
}

/** The replica's WebSockets. */
export class Sockets {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_BODY,
    // Compression costs memory for each socket, and tokens are short.
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  });
  private readonly sessions = new Set<SocketSession>();

  constructor(private readonly parts: SocketsParts) {
    this.server.on("wsClientError", (_, socket) => {
      this.refuse(socket, badRequest("This is no handshake of WebSocket, version 13."));
    });
  }

  /** Answers a request for an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    try {
      this.check(request);
    } catch (error) {
      this.refuse(socket, error as ApiError);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new SocketSession(webSocket, request, this.parts);
      this.sessions.add(session);
      webSocket.on("close", () => this.sessions.delete(session));
    });
  }

  announceDrain(): void {
    for (const session of this.sessions) session.announceDrain();
  }

  /** Closes all sockets now. */
  close(): void {
    for (const session of this.sessions) session.restart();
    this.server.close();
  }

  /** Breaks off those whose clients do not answer the close. */
  terminate(): void {
    for (const socket of this.server.clients) socket.terminate();
  }

  private check(request: IncomingMessage): void {
    checkHeaders(request);
    if (request.url?.split("?")[0] !== "/api/socket") throw notFound();
    if (this.parts.phase.isRefusing) throw draining();
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
    if (!offered.includes(SOCKET_PROTOCOL)) {
      throw badRequest(`The subprotocol ${SOCKET_PROTOCOL} is wanted.`);
    }
    if (!this.isSameOrigin(request)) throw badRequest("Another site's page may not connect.");
    if (this.sessions.size >= this.parts.most) {
      throw new ApiError("full", "Every place for a socket is taken.", 5);
    }
  }

  /** Browsers let any page connect, and say which one it is; programs have no origin. */
  private isSameOrigin({ headers }: IncomingMessage): boolean {
    if (headers.origin === undefined) return true;
    if (!URL.canParse(headers.origin)) return false;
    const { host } = new URL(headers.origin);
    const forwarded = headers["x-forwarded-host"];
    return host === headers.host || (this.parts.isProxied && host === forwarded);
  }

  private refuse(socket: Duplex, error: ApiError): void {
    this.parts.onRefused(error, error);
    // RFC 6455, section 4.4: which version would do.
    refuseRaw(socket, error, error.status, "Sec-WebSocket-Version: 13");
  }
}
