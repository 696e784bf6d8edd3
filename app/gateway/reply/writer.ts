import { setTimeout as sleep } from "node:timers/promises";
import type { ReplyEvent } from "../api/api";
import type { Append, Appended, SessionStore } from "../store/store";
import type { Feed } from "./feed";

/** What became of a reply's last event. */
export type Written = "stored" | "lost" | "detached";

/** What the store says of a reply each time that its owner writes. */
export interface Notice {
  readonly stop: boolean;
  readonly unseen: number;
}

/**
 * Silence that a store's outage may cause, in milliseconds. After it, the clients of this replica
 * see events that are not stored yet.
 */
const PATIENCE = 2000;

/** Longest that the end of a reply waits for a store that is away, in milliseconds. */
const LAST_PATIENCE = 60_000;

/** Wait between two tries to reach the store, in milliseconds. */
const RETRY = 250;

/**
 * Writes a reply's events to the store, and shows each to the clients only when it is stored. What
 * comes in while one write is under way goes along with the next.
 */
export class Writer {
  private stored = 0;
  private running: Promise<void> | undefined;
  private away: number | undefined;
  private final: { readonly text: string } | undefined;
  private isFinalStored = false;
  private outcome: Exclude<Written, "stored"> | undefined;

  /**
   * @param onNotice is told of what the store says
   * @param now in milliseconds since 1970
   */
  constructor(
    private readonly store: SessionStore,
    private readonly reply: string,
    private readonly owner: string,
    private readonly feed: Feed,
    private readonly onNotice: (notice: Notice) => void,
    private readonly now: () => number,
  ) {
    this.stored = feed.length;
  }

  /** Whether another replica owns the reply by now. */
  get isLost(): boolean {
    return this.outcome === "lost";
  }

  add(event: ReplyEvent): void {
    this.feed.push(event);
    this.start();
  }

  /** Renews the lease, with whatever is to be written. */
  renew(): void {
    this.start(true);
  }

  /**
   * Ends the reply with its last event.
   * @param text the whole reply, to be remembered unless it is empty
   */
  async finish(event: ReplyEvent, text: string): Promise<Written> {
    this.feed.push(event);
    this.final = { text };
    this.start();
    await this.running;
    return this.outcome ?? "stored";
  }

  /** Waits until all that was added is written, or cannot be. */
  async settle(): Promise<void> {
    await this.running;
  }

  private start(always = false): void {
    if (this.outcome === "detached") this.feed.show(this.feed.length);
    if (this.running ?? this.outcome) return;
    if (!always && !this.isBehind) return;
    // A store in memory answers at once: then there is nothing to wait for.
    let writing = this.write();
    while (!writing && this.isBehind) writing = this.write();
    if (!writing) return;
    this.running = this.run(writing).finally(() => {
      this.running = undefined;
      if (this.isBehind) this.start();
    });
  }

  private get isBehind(): boolean {
    if (this.outcome) return false;
    return this.stored < this.feed.length || (this.final !== undefined && !this.isFinalStored);
  }

  /** @param writing the write that is under way */
  private async run(writing: Promise<void> | undefined): Promise<void> {
    for (;;) {
      try {
        await writing;
        this.away = undefined;
      } catch {
        await this.wait();
      }
      if (!this.isBehind) return;
      writing = this.write();
    }
  }

  /** Writes what is not stored yet; nothing is left to wait for when it returns undefined. */
  private write(): Promise<void> | undefined {
    const { reply, owner, stored: first, final } = this;
    const end = this.feed.length;
    const events = this.feed.slice(first, end);
    const answer = this.store.append({ reply, owner, first, events, final });
    if (answer instanceof Promise) return answer.then((late) => this.take(late, end, final));
    this.take(answer, end, final);
    return undefined;
  }

  private take(answer: Appended, end: number, final: Append["final"]): void {
    switch (answer.kind) {
      case "stored":
        this.stored = end;
        this.isFinalStored = final !== undefined;
        this.feed.show(end);
        this.onNotice(answer);
        break;
      case "behind":
        this.stored = answer.length;
        break;
      case "lost":
        this.outcome = "lost";
        break;
      case "gone":
        this.detach();
    }
  }

  private async wait(): Promise<void> {
    this.away ??= this.now();
    const silence = this.now() - this.away;
    if (silence > PATIENCE) this.feed.show(this.feed.length);
    if (this.final && silence > LAST_PATIENCE) this.detach();
    else await sleep(RETRY);
  }

  /** Goes on without the store: this replica's clients see the reply, and nobody can resume it. */
  private detach(): void {
    this.outcome = "detached";
    this.feed.show(this.feed.length);
  }
}
