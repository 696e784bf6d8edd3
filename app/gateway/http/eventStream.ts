import type { ServerResponse } from "node:http";
import type { ReplyEvent } from "../api/api";
import { Cursor, type Sink } from "../reply/cursor";
import type { LiveReply } from "../reply/liveReply";
import type { Stream } from "../reply/stream";

/** When a client shall connect anew after its connection broke, in milliseconds. */
const RECONNECT = 1000;

/** Heartbeats that a client may leave unread before its connection is closed; it can resume. */
const MOST_UNREAD = 4;

/** RFC 9112, section 7.1. */
const LAST_CHUNK = "0\r\n\r\n";

/** A reply as server-sent events. */
export class EventStream implements Sink, Stream {
  private readonly cursor: Cursor;
  private readonly heartbeat: NodeJS.Timeout;
  /** Whether the body goes in chunks: not to clients of HTTP/1.0. */
  private readonly isChunked: boolean;
  private unread = 0;

  /**
   * @param after number of the last event that the client has; -1 for none
   * @param heartbeat longest silence, in milliseconds
   */
  constructor(
    private readonly response: ServerResponse,
    reply: Pick<LiveReply, "id" | "conversation" | "feed">,
    model: string,
    after: number,
    heartbeat: number,
  ) {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    // Node would send each chunk in four pieces, which costs a fifth more of the processor.
    this.isChunked = response.chunkedEncoding;
    response.chunkedEncoding = false;
    this.heartbeat = setInterval(() => this.beat(), heartbeat);
    this.cursor = new Cursor(reply.feed, after + 1, this);
    const { id, conversation } = reply;
    const start: ReplyEvent = { event: "start", data: { reply: id, conversation, model } };
    this.write(`retry: ${RECONNECT}\n\n${after >= 0 ? frame(start) : ""}`);
    response.on("drain", () => {
      this.unread = 0;
      this.cursor.ready();
    });
    response.on("close", () => {
      clearInterval(this.heartbeat);
      this.cursor.close();
    });
    this.cursor.pump();
  }

  send(events: readonly ReplyEvent[], first: number): boolean {
    let text = "";
    let n = first;
    for (const event of events) text += frame(event, n++);
    return this.write(text);
  }

  end(): void {
    this.response.end(this.isChunked ? LAST_CHUNK : "");
  }

  /** Tells the client to connect anew soon, should it lose this connection. */
  announceDrain(): void {
    this.write(`retry: ${RECONNECT}\n\n`);
  }

  private write(text: string): boolean {
    this.heartbeat.refresh();
    return this.response.write(this.isChunked ? chunk(text) : text);
  }

  private beat(): void {
    if (!this.cursor.full) {
      this.write(": heartbeat\n\n");
      return;
    }
    this.unread += 1;
    if (this.unread > MOST_UNREAD) this.response.destroy();
  }
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** JSON has no line breaks of its own, so that one data line is enough. */
function frame({ event, data }: ReplyEvent, n?: number): string {
  const id = n === undefined ? "" : `id: ${n}\n`;
  return `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
