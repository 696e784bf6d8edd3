import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { ReplyEvent } from "../gateway/api/api";

/** An event of a reply; without a number it is the `start` of a stream that was resumed. */
export type ReceivedEvent = ReplyEvent & { readonly n?: number };

const NAMES: readonly string[] = ["start", "token", "end", "error"];

/** Reads the events of a reply from the pieces of a response, wherever these are cut. */
export class EventReader {
  private readonly decoder = new TextDecoder();
  private found: ReceivedEvent[] = [];
  private retry: number | undefined;
  private readonly parser = createParser({
    onEvent: (message) => this.take(message),
    onRetry: (milliseconds) => {
      this.retry = milliseconds;
    },
  });

  /** How long the server asks to wait before the next connection, in milliseconds. */
  get retryMilliseconds(): number | undefined {
    return this.retry;
  }

  /**
   * The events that are complete with this piece. Comments, and events of other names, are left out.
   * @throws SyntaxError when an event's data is not JSON
   */
  push(piece: Uint8Array): ReceivedEvent[] {
    this.parser.feed(this.decoder.decode(piece, { stream: true }));
    const events = this.found;
    this.found = [];
    return events;
  }

  private take({ event, id, data }: EventSourceMessage): void {
    if (event === undefined || !NAMES.includes(event)) return;
    const reply = { event, data: JSON.parse(data) as unknown } as ReplyEvent;
    this.found.push(id !== undefined && /^\d+$/.test(id) ? { ...reply, n: Number(id) } : reply);
  }
}
