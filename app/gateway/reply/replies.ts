import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Release } from "../admission/slots";
import type { ChatRequest } from "../api/api";
import { ApiError, notFound, storeUnavailable } from "../api/errors";
import { conversationOf, newConversation, newReply } from "../api/ids";
import type { Begun, ReplyState } from "../store/store";
import { FOLLOW_GRACE } from "./follower";
import { LiveReply, type ReplyParts } from "./liveReply";

/** The replies that have clients on this replica. */
export class Replies {
  private readonly live = new Map<string, LiveReply>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly parts: ReplyParts) {}

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
    reply.stop();
    if (!reply.isElsewhere) return;
    await this.parts.store.stop(id).catch(() => {
      throw storeUnavailable();
    });
  }

  /** Number of replies that are made or followed here. */
  get size(): number {
    return this.live.size;
  }

  /** Leaves every reply to other replicas, at once; without a shared store, ends them. */
  async handOver(isShared: boolean): Promise<void> {
    for (const reply of this.live.values()) reply.handOver(isShared);
    await Promise.all(this.running);
  }

  private async begin(
    request: ChatRequest,
    principal: string,
    release: Release,
  ): Promise<LiveReply> {
    const { store } = this.parts;
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
    const reply = new LiveReply(this.parts, id, conversation, principal);
    this.keep(reply, reply.make(owner, begun.messages, release));
    return reply;
  }

  /** Ends a reply whose replica is gone and that nobody resumed: the conversation goes on. */
  private async bury(id: string, principal: string): Promise<boolean> {
    await this.stop(id, principal).catch(() => undefined);
    const reply = this.live.get(id);
    if (!reply) return true;
    let leave: (() => void) | undefined;
    const closed = new Promise<boolean>((resolve) => {
      leave = reply.feed.subscribe(() => {
        if (reply.feed.closed !== undefined) resolve(true);
      });
    });
    const late = sleep(FOLLOW_GRACE, false);
    const isBuried = reply.feed.closed !== undefined || (await Promise.race([closed, late]));
    leave?.();
    return isBuried;
  }

  private adopt(id: string, state: ReplyState): LiveReply {
    const reply = new LiveReply(this.parts, id, state.conversation, state.principal);
    reply.feed.append(state.events);
    if (state.done) reply.feed.close("ended");
    else this.keep(reply, reply.follow(state.expired));
    return reply;
  }

  private async read(id: string): Promise<ReplyState | undefined> {
    if (conversationOf(id) === undefined) throw notFound();
    return await this.parts.store.read(id, 0, true).catch(() => Promise.reject(storeUnavailable()));
  }

  /** @param work ends when the reply has no more to do here */
  private keep(reply: LiveReply, work: Promise<void>): void {
    this.live.set(reply.id, reply);
    const tracked = work.catch(this.parts.report).finally(() => {
      this.running.delete(tracked);
      this.live.delete(reply.id);
    });
    this.running.add(tracked);
  }
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
