import type { WebSocket } from "ws";
import { CLOSE, type ReplyEvent, type ServerFrame } from "../api/api";
import { Cursor, type Sink } from "../reply/cursor";
import type { LiveReply } from "../reply/liveReply";
import type { Stream } from "../reply/stream";

/** Unsent bytes above which a socket takes no more events for now. */
const FULL = 256 * 1024;

/** One reply over a socket. */
export class SocketStream implements Sink, Stream {
  private cursor: Cursor | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly id: string,
    private readonly model: string,
    private readonly onEnd: () => void,
  ) {}

  follow(reply: LiveReply, after: number): void {
    if (after >= 0) {
      const { id, conversation } = reply;
      const data = { reply: id, conversation, model: this.model };
      this.socket.send(this.frame({ event: "start", data }, -1));
    }
    this.cursor = new Cursor(reply.feed, after + 1, this);
    this.cursor.pump();
  }

  send(events: readonly ReplyEvent[], first: number): boolean {
    let n = first;
    const last = events.length - 1 + first;
    for (const event of events) {
      if (n === last) this.socket.send(this.frame(event, n), () => this.flushed());
      else this.socket.send(this.frame(event, n));
      n += 1;
    }
    return this.socket.bufferedAmount < FULL;
  }

  end(how: "ended" | "cut"): void {
    if (how === "cut") this.socket.close(CLOSE.serviceRestart, "resume");
    this.onEnd();
  }

  announceDrain(): void {
    // The socket tells its client, once for all of its streams.
  }

  close(): void {
    this.cursor?.close();
  }

  private flushed(): void {
    if (this.cursor?.full) this.cursor.ready();
  }

  private frame(event: ReplyEvent, n: number): string {
    return JSON.stringify({ id: this.id, ...event, n } satisfies ServerFrame);
  }
}
