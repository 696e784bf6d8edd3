import type { Release, Slots } from "../admission/slots";
import type { StartData } from "../api/api";
import type { Acquired } from "../store/store";
import { Feed } from "./feed";
import { Follower } from "./follower";
import { Producer, type Produced, type Production } from "./producer";

/** Told of what replies do. */
export interface ReplyObserver {
  produced(result: Produced): void;
  tookOver(): void;
}

export interface ReplyParts extends Production {
  readonly slots: Slots;
  readonly observer: ReplyObserver;
}

/** A reply that this replica makes, or follows while another one makes it. */
export class LiveReply {
  readonly feed: Feed;
  private producer: Producer | undefined;

  constructor(
    private readonly parts: ReplyParts,
    readonly id: string,
    readonly conversation: string,
    readonly principal: string,
  ) {
    this.feed = new Feed(parts.now);
  }

  /** Whether another replica makes the reply. */
  get isElsewhere(): boolean {
    return this.producer === undefined && this.feed.closed === undefined;
  }

  /** Ends the reply early, where it is made here. */
  stop(): void {
    this.producer?.break("stopped");
  }

  /** Leaves the reply to other replicas, at once; without a shared store, ends it. */
  handOver(isShared: boolean): void {
    if (this.producer) this.producer.break(isShared ? "released" : "timeout");
    else this.feed.close("cut");
  }

  /** Makes the reply, from its first event on. */
  make(owner: string, messages: Acquired["messages"], release: Release): Promise<void> {
    return this.produce(owner, { messages, stop: false }, release, this.start);
  }

  /** Follows a reply that another replica makes, and takes it over when that one is gone. */
  async follow(isExpired = false): Promise<void> {
    const lease = await new Follower(this.parts, this.id, this.feed, isExpired).run();
    if (!lease) return;
    this.parts.observer.tookOver();
    const start = this.feed.length === 0 ? this.start : undefined;
    await this.produce(lease.owner, lease.acquired, this.parts.slots.force(), start);
  }

  private get start(): StartData {
    return { reply: this.id, conversation: this.conversation, model: this.parts.model.name };
  }

  private async produce(
    owner: string,
    acquired: Acquired,
    release: Release,
    start?: StartData,
  ): Promise<void> {
    const { feed } = this;
    const producer = new Producer(this.parts, this.id, owner, feed);
    this.producer = producer;
    if (start) producer.add({ event: "start", data: start });
    let result: Produced;
    try {
      result = await producer.run(acquired);
    } finally {
      this.producer = undefined;
      release();
    }
    this.parts.observer.produced(result);
    if (result.outcome === "lost") {
      feed.dropHidden();
      await this.follow();
    } else {
      feed.close(result.outcome === "released" ? "cut" : "ended");
    }
  }
}
