import { setTimeout as sleep } from "node:timers/promises";
import type { EndReason, ErrorData, ReplyEvent } from "../api/api";
import { ApiError, toApiError } from "../api/errors";
import { ModelError, type Model } from "../model/model";
import type { Acquired, SessionStore } from "../store/store";
import { RENEWAL } from "../store/store";
import type { Feed } from "./feed";
import { Writer, type Notice, type Written } from "./writer";

/** What a reply is made with. */
export interface Production {
  readonly model: Model;
  readonly store: SessionStore;
  /** In milliseconds. */
  readonly longestReply: number;
  /** How long a reply goes on while nobody listens, in milliseconds. */
  readonly resumeGrace: number;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Told of errors that nobody foresaw. */
  readonly report: (error: unknown) => void;
}

/** How a production ended: with the reply, or by the loss or the release of its lease. */
export interface Produced {
  readonly outcome: Written | "released";
  /** The last event's reason, or its error's code. */
  readonly reason: string;
  readonly tokens: number;
  /** From the first token to the last, in milliseconds. */
  readonly streaming: number;
  /** From the start to the first token, in milliseconds; undefined without one. */
  readonly firstToken: number | undefined;
}

/** Why a production was broken off: as a reason of its end, or to leave it to another replica. */
type Break = Extract<EndReason, "stopped" | "timeout"> | "released" | "lost";

/** Longest reply, in UTF-16 units: whatever a model does, memory is bounded. */
const LONGEST_TEXT = 256 * 1024;

/** Most events of a reply: each costs some hundred bytes, however short its text. */
const MOST_EVENTS = 32 * 1024;

/** Longest wait for the store when a reply is left to another replica, in milliseconds. */
const LONGEST_RELEASE = 1000;

/** The making of one reply, by the replica that holds its lease. */
export class Producer {
  private readonly abort = new AbortController();
  private readonly writer: Writer;
  private brokenBy: Break | "length" | undefined;
  private tokens = 0;
  private first: number | undefined;
  private last: number | undefined;
  private unseen = 0;

  constructor(
    private readonly parts: Production,
    private readonly reply: string,
    private readonly owner: string,
    private readonly feed: Feed,
  ) {
    const onNotice = (notice: Notice): void => this.heed(notice);
    this.writer = new Writer(parts.store, reply, owner, feed, onNotice, parts.now);
  }

  add(event: ReplyEvent): void {
    this.writer.add(event);
  }

  /** Ends the reply early; what there is of it is kept. */
  break(reason: Break | "length"): void {
    if (this.brokenBy !== undefined) return;
    this.brokenBy = reason;
    this.abort.abort();
  }

  /** Asks the model, and writes what it says, until the end. */
  async run({ messages, stop }: Acquired): Promise<Produced> {
    const { now, longestReply } = this.parts;
    const started = now();
    const prefix = this.feed.text();
    const deadline = setTimeout(() => this.break("timeout"), longestReply);
    const beat = setInterval(() => this.beat(), RENEWAL);
    if (stop) this.break("stopped");
    let outcome: Produced["outcome"];
    let end: ReplyEvent = { event: "end", data: { reason: "stopped" } };
    try {
      end = await this.generate(messages, prefix);
      outcome = await this.finish(end);
    } finally {
      clearTimeout(deadline);
      clearInterval(beat);
    }
    const { first, last = started, tokens } = this;
    return {
      outcome,
      reason: end.event === "end" ? end.data.reason : end.event === "error" ? end.data.code : "",
      tokens,
      streaming: first === undefined ? 0 : last - first,
      firstToken: first === undefined ? undefined : first - started,
    };
  }

  private async generate(messages: Acquired["messages"], prefix: string): Promise<ReplyEvent> {
    let length = prefix.length;
    const onText = (text: string): void => {
      if (this.brokenBy !== undefined || text === "") return;
      this.last = this.parts.now();
      this.first ??= this.last;
      this.tokens += 1;
      length += text.length;
      this.writer.add({ event: "token", data: { text } });
      if (length > LONGEST_TEXT || this.feed.length >= MOST_EVENTS) this.break("length");
    };
    try {
      this.abort.signal.throwIfAborted();
      const { signal } = this.abort;
      const reason = await this.parts.model.generate({ messages, prefix, signal }, onText);
      return { event: "end", data: { reason } };
    } catch (error) {
      if (this.brokenBy !== undefined) return this.brokenEnd(this.brokenBy);
      return { event: "error", data: this.failure(error) };
    }
  }

  private failure(error: unknown): ErrorData {
    if (!(error instanceof ModelError)) {
      this.parts.report(error);
      return toApiError(error).data;
    }
    const { code, message, retryAfterSeconds } = error;
    return new ApiError(code, message, retryAfterSeconds).data;
  }

  private brokenEnd(by: Break | "length"): ReplyEvent {
    return { event: "end", data: { reason: by === "released" || by === "lost" ? "stopped" : by } };
  }

  private async finish(end: ReplyEvent): Promise<Produced["outcome"]> {
    if (this.brokenBy === "lost") return "lost";
    if (this.brokenBy === "released") return await this.release();
    // A failed reply is not remembered: to ask again is the way on.
    return await this.writer.finish(end, end.event === "error" ? "" : this.feed.text());
  }

  private async release(): Promise<"released" | "lost"> {
    await Promise.race([this.writer.settle(), sleep(LONGEST_RELEASE, undefined, { ref: false })]);
    if (this.writer.isLost) return "lost";
    // Without the store, the lease ends by itself a little later.
    await this.parts.store.release(this.reply, this.owner).catch(this.parts.report);
    return "released";
  }

  private heed({ stop, unseen }: Notice): void {
    this.unseen = unseen;
    if (stop) this.break("stopped");
  }

  private beat(): void {
    this.writer.renew();
    if (this.writer.isLost) this.break("lost");
    if (Math.min(this.feed.idle, this.unseen) > this.parts.resumeGrace) this.break("stopped");
  }
}
