import type { ReplyEvent } from "../api/api";
import type { Feed } from "./feed";

/** One client's connection, as a reader of a feed sees it. */
export interface Sink {
  /**
   * Sends events.
   * @param first number of the first one
   * @returns whether it takes more at once; if not, it calls `ready` of its cursor later
   */
  send(events: readonly ReplyEvent[], first: number): boolean;
  /** There is no more: the reply has ended, or goes on at another replica. */
  end(how: "ended" | "cut"): void;
}

/** Most events that are handed over at once, so that a long replay does not fill a slow connection. */
const MOST_AT_ONCE = 256;

/** Reads a feed for one client, at the client's pace: what is not sent yet stays in the feed. */
export class Cursor {
  private isFull = false;
  private isOver = false;
  private readonly unsubscribe: () => void;

  /** @param next number of the first event to send */
  constructor(
    private readonly feed: Feed,
    private next: number,
    private readonly sink: Sink,
  ) {
    this.unsubscribe = feed.subscribe(() => this.pump());
  }

  /** Whether the client takes no more for now. */
  get full(): boolean {
    return this.isFull;
  }

  ready(): void {
    this.isFull = false;
    this.pump();
  }

  close(): void {
    this.isOver = true;
    this.unsubscribe();
  }

  pump(): void {
    while (!this.isFull && !this.isOver && this.next < this.feed.visible) {
      const end = Math.min(this.feed.visible, this.next + MOST_AT_ONCE);
      const first = this.next;
      this.next = end;
      this.isFull = !this.sink.send(this.feed.slice(first, end), first);
    }
    const how = this.feed.closed;
    if (how === undefined || this.isFull || this.isOver) return;
    this.close();
    this.sink.end(how);
  }
}
