import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import type { Admission } from "../admission/admission";
import { CLOSE, type ServerFrame } from "../api/api";
import { badRequest, toApiError, type ApiError } from "../api/errors";
import type { Replies } from "../reply/replies";
import type { Stream } from "../reply/stream";
import { parseFrame, type Frame } from "./frames";
import { SocketStream } from "./socketStream";

export interface SessionParts {
  readonly admission: Admission;
  readonly replies: Replies;
  readonly streams: Set<Stream>;
  readonly model: string;
  /** Longest silence, in milliseconds. */
  readonly heartbeat: number;
  readonly onRefused: (error: ApiError, cause: unknown) => void;
}

/** How long a client may take to show its token, in milliseconds. */
const AUTH_TIME = 10_000;

/** Most streams of one socket: each tab of a browser has a socket of its own. */
const MOST_STREAMS = 8;

/** One client's WebSocket, with the replies that it listens to. */
export class SocketSession {
  private readonly streams = new Map<string, SocketStream>();
  private readonly left = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private principal: Promise<string> | undefined;
  private isAlive = true;
  private isLeaving = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: IncomingMessage,
    private readonly parts: SessionParts,
  ) {
    if (parts.admission.auth === "none") this.principal = parts.admission.identify(undefined);
    else this.timers.push(setTimeout(() => this.expectToken(), AUTH_TIME));
    this.timers.push(setInterval(() => this.beat(), parts.heartbeat));
    socket.on("pong", () => (this.isAlive = true));
    socket.on("message", (data, isBinary) => void this.take(data, isBinary));
    // What a socket has to say of its failure, its close says too.
    socket.on("error", () => undefined);
    socket.on("close", () => this.end());
  }

  /** Closes the socket once it has no stream: its client comes back to another replica. */
  announceDrain(): void {
    this.isLeaving = true;
    this.closeIfIdle();
  }

  /** The other replicas go on with what this socket listens to. */
  restart(): void {
    this.socket.close(CLOSE.serviceRestart, "restart");
  }

  private async take(data: RawData, isBinary: boolean): Promise<void> {
    // What comes behind a bad message is read until the client has closed too.
    if (this.socket.readyState !== this.socket.OPEN) return;
    let frame: Frame;
    try {
      if (isBinary) throw badRequest("A message must be text.");
      frame = parseFrame(data as Buffer);
    } catch (error) {
      this.parts.onRefused(toApiError(error), error);
      this.socket.close(CLOSE.policyViolation, "bad message");
      return;
    }
    try {
      await this.heed(frame);
    } catch (error) {
      this.refuse(frame, error);
    }
  }

  private async heed(frame: Frame): Promise<void> {
    const { admission, replies } = this.parts;
    if (frame.type === "auth") {
      this.principal ??= admission.identify(frame.token);
      await this.principal;
      return;
    }
    if (!this.principal) {
      this.socket.close(CLOSE.policyViolation, "token wanted");
      return;
    }
    const principal = await this.principal;
    if (frame.type === "stop") {
      await replies.stop(frame.reply, principal);
      return;
    }
    const { id } = frame;
    if (this.streams.has(id) || this.streams.size >= MOST_STREAMS) {
      this.socket.close(CLOSE.policyViolation, "too many streams");
      return;
    }
    const stream = new SocketStream(this.socket, id, this.parts.model, () => this.drop(id));
    this.streams.set(id, stream);
    if (frame.type === "resume") {
      stream.follow(await replies.open(frame.reply, principal), frame.after);
    } else {
      await admission.admit(principal, this.request);
      stream.follow(await replies.start(frame.chat, principal, this.left.signal), -1);
    }
    if (this.streams.get(id) === stream) this.parts.streams.add(stream);
  }

  private refuse(frame: Frame, error: unknown): void {
    if (this.left.signal.aborted) return;
    const refusal = toApiError(error);
    this.parts.onRefused(refusal, error);
    if (frame.type === "auth") {
      this.socket.close(CLOSE.policyViolation, refusal.code);
      return;
    }
    const id = "id" in frame ? frame.id : "";
    const data = refusal.data;
    this.socket.send(JSON.stringify({ id, event: "error", n: -1, data } satisfies ServerFrame));
    this.drop(id);
    if (this.streams.size > 0) return;
    if (refusal.code === "full") this.socket.close(CLOSE.tryAgainLater, "full");
    if (refusal.code === "draining") this.restart();
  }

  private drop(id: string): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    this.streams.delete(id);
    this.parts.streams.delete(stream);
    this.closeIfIdle();
  }

  private closeIfIdle(): void {
    if (this.isLeaving && this.streams.size === 0) this.restart();
  }

  private expectToken(): void {
    if (!this.principal) this.socket.close(CLOSE.policyViolation, "token wanted");
  }

  private beat(): void {
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.socket.ping();
  }

  private end(): void {
    this.left.abort();
    for (const timer of this.timers) clearInterval(timer);
    for (const stream of this.streams.values()) {
      stream.close();
      this.parts.streams.delete(stream);
    }
    this.streams.clear();
  }
}
