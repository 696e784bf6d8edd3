import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest, StartData } from "./api";
import { ApiError, notFound, storeUnavailable } from "./errors";
import { Feed } from "./feed";
import { conversationOf, newConversation, newReply } from "./ids";
import { Producer, type Produced, type Production } from "./produce";
import type { Release, Slots } from "./slots";
import type { Acquired, Begun, ReplyState } from "./store";

/** Told of what replies do. */
export interface ReplyObserver {
  produced(reply: string, result: Produced): void;
  tookOver(reply: string): void;
}

export interface RepliesParts extends Production {
  readonly slots: Slots;
  readonly observer: ReplyObserver;
}

/** A reply that this replica makes, or follows while another one makes it. */
export interface LiveReply {
  readonly id: string;
  readonly conversation: string;
  readonly principal: string;
  readonly feed: Feed;
  producer: Producer | undefined;
}

/** Wait between two looks at a reply that another replica makes, in milliseconds. */
const POLL = 50;

/** The same while the store is away, in milliseconds. */
const AWAY_POLL = 500;

/** How often the owner of a followed reply is told of its listeners, in milliseconds. */
const TOUCH = 3000;

/** How long a followed reply is kept while nobody listens here, in milliseconds. */
const FOLLOW_GRACE = 5000;

/** How long the store may be away before those who follow are sent off to try again, in milliseconds. */
const FOLLOW_PATIENCE = 30_000;

/** The replies that have clients on this replica. */
export class Replies {
  private readonly live = new Map<string, LiveReply>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly parts: RepliesParts) {}

  /**
   * Starts the reply to a chat.
   * @param principal who asks; empty where clients have no names
   * @param signal aborts when the client has left
   * @throws ApiError
   */
  async start(request: ChatRequest, principal: string, signal: AbortSignal): Promise<LiveReply> {
    const release = await this.parts.slots.acquire(signal);
    try {
      signal.throwIfAborted();
      return await this.begin(request, principal, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * A reply that was started on any replica.
   * @throws ApiError `not_found`
   */
  async open(id: string, principal: string): Promise<LiveReply> {
    const known = this.live.get(id);
    if (known) return owned(known, principal);
    const state = await this.read(id);
    if (state?.principal !== principal) throw notFound();
    return this.live.get(id) ?? this.adopt(id, state);
  }

  /** Ends a reply early, on whichever replica it is made. */
  async stop(id: string, principal: string): Promise<void> {
    const reply = await this.open(id, principal);
    reply.producer?.break("stopped");
    if (reply.producer ?? reply.feed.closed) return;
    await this.parts.store.stop(id).catch(() => {
      throw storeUnavailable();
    });
  }

  /** Number of replies that are made or followed here. */
  get size(): number {
    return this.live.size;
  }

  /** Leaves every reply to other replicas, at once; without a shared store, ends them. */
  async handOver(shared: boolean): Promise<void> {
    for (const { producer, feed } of this.live.values()) {
      if (producer) producer.break(shared ? "released" : "timeout");
      else feed.close("cut");
    }
    await Promise.all(this.running);
  }

  private async begin(
    request: ChatRequest,
    principal: string,
    release: Release,
  ): Promise<LiveReply> {
    const { store, model, now } = this.parts;
    const conversation = request.conversation ?? newConversation();
    const isNew = request.conversation === undefined;
    const id = newReply(conversation);
    const owner = randomUUID();
    const messages = isNew ? request.messages : request.messages.slice(-1);
    const keep = request.replaceFrom;
    const ask = (): Promise<Begun> =>
      store
        .begin({ conversation, isNew, principal, keep, messages, reply: id, owner })
        .catch(() => Promise.reject(storeUnavailable()));
    let begun = await ask();
    if (begun.kind === "pending" && begun.expired && (await this.bury(begun.reply, principal))) {
      begun = await ask();
    }
    if (begun.kind !== "begun") throw refusal(begun.kind);
    const feed = new Feed(now);
    const reply: LiveReply = { id, conversation, principal, feed, producer: undefined };
    const data: StartData = { reply: id, conversation, model: model.name };
    this.live.set(id, reply);
    this.track(
      this.produce(reply, owner, { messages: begun.messages, stop: false }, release, data),
    );
    return reply;
  }

  /** Ends a reply whose replica is gone and that nobody resumed: the conversation goes on. */
  private async bury(id: string, principal: string): Promise<boolean> {
    await this.stop(id, principal).catch(() => undefined);
    const reply = this.live.get(id);
    if (!reply) return true;
    let leave: (() => void) | undefined;
    const closed = new Promise<boolean>((resolve) => {
      leave = reply.feed.subscribe(() => resolve(reply.feed.closed !== undefined));
    });
    const late = sleep(FOLLOW_GRACE, false);
    const isBuried = reply.feed.closed !== undefined || (await Promise.race([closed, late]));
    leave?.();
    return isBuried;
  }

  private async produce(
    reply: LiveReply,
    owner: string,
    acquired: Acquired,
    release: Release,
    start?: StartData,
  ): Promise<void> {
    const { feed } = reply;
    const producer = new Producer(this.parts, reply.id, owner, feed);
    reply.producer = producer;
    if (start) producer.add({ event: "start", data: start });
    let result: Produced;
    try {
      result = await producer.run(acquired);
    } finally {
      reply.producer = undefined;
      release();
    }
    this.parts.observer.produced(reply.id, result);
    if (result.outcome === "lost") {
      feed.dropHidden();
      await this.follow(reply);
    } else {
      this.close(reply, result.outcome === "released" ? "cut" : "ended");
    }
  }

  private adopt(id: string, state: ReplyState): LiveReply {
    const { conversation, principal } = state;
    const feed = new Feed(this.parts.now);
    const reply: LiveReply = { id, conversation, principal, feed, producer: undefined };
    take(feed, state);
    if (state.done) {
      feed.close("ended");
    } else {
      this.live.set(id, reply);
      this.track(this.follow(reply, state.expired));
    }
    return reply;
  }

  /** Follows a reply that another replica makes, and takes it over when that one is gone. */
  private async follow(reply: LiveReply, isExpired = false): Promise<void> {
    const { id, feed } = reply;
    const { store, now } = this.parts;
    let expired = isExpired;
    let touched = 0;
    let reached = now();
    let isAway = false;
    while (feed.closed === undefined) {
      try {
        const owner = randomUUID();
        const acquired = expired ? await store.acquire(id, owner) : undefined;
        if (acquired) {
          await this.takeOver(reply, owner, acquired);
          return;
        }
        const touch = now() - touched > TOUCH && feed.idle === 0;
        if (touch) touched = now();
        const state = await store.read(id, feed.length, touch);
        reached = now();
        isAway = false;
        if (state) take(feed, state);
        if (state?.done !== false) this.close(reply, state ? "ended" : "cut");
        expired = state?.expired === true;
      } catch (error) {
        // Once for each time that the store goes away, not at every look.
        if (!isAway) this.parts.report(error);
        isAway = true;
        if (now() - reached > FOLLOW_PATIENCE) this.close(reply, "cut");
      }
      if (feed.idle > FOLLOW_GRACE) this.close(reply, "cut");
      await sleep(isAway ? AWAY_POLL : POLL);
    }
    if (this.live.get(id) === reply) this.live.delete(id);
  }

  private async takeOver(reply: LiveReply, owner: string, acquired: Acquired): Promise<void> {
    const { store, slots, model } = this.parts;
    const { id, conversation, feed } = reply;
    // The last owner may have written until its lease was taken.
    const state = await store.read(id, feed.length, false);
    if (state) take(feed, state);
    this.parts.observer.tookOver(id);
    const start = feed.length === 0 ? { reply: id, conversation, model: model.name } : undefined;
    await this.produce(reply, owner, acquired, slots.force(), start);
  }

  private close(reply: LiveReply, how: "ended" | "cut"): void {
    if (this.live.get(reply.id) === reply) this.live.delete(reply.id);
    reply.feed.close(how);
  }

  private async read(id: string): Promise<ReplyState | undefined> {
    if (conversationOf(id) === undefined) throw notFound();
    return await this.parts.store.read(id, 0, true).catch(() => Promise.reject(storeUnavailable()));
  }

  private track(work: Promise<void>): void {
    const tracked = work.catch(this.parts.report).finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}

function take(feed: Feed, { events }: ReplyState): void {
  for (const event of events) feed.push(event);
  feed.show(feed.length);
}

function owned(reply: LiveReply, principal: string): LiveReply {
  if (reply.principal !== principal) throw notFound();
  return reply;
}

function refusal(kind: Exclude<Begun["kind"], "begun">): ApiError {
  switch (kind) {
    case "missing":
      return notFound();
    case "tooLarge":
      return new ApiError("too_large", "The conversation is too long. Start a new one.");
    case "pending":
      return new ApiError(
        "conflict",
        "A reply is under way here. Stop it, or wait for its end.",
        2,
      );
  }
}
