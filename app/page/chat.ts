import type { EndReason } from "../gateway/api/api";
import {
  questionOf,
  requestOf,
  withEnd,
  withQuestion,
  withReply,
  type Conversation,
} from "./conversation";
import type { ReceivedEvent } from "./eventReader";
import { followReply, type Start, type Timing } from "./followReply";
import { ApiError, type Http } from "./http";
import { failureOf, type Failure, type Phase } from "./phase";
import { catchUp, readStored, withStored } from "./serverHistory";

/** What a chat is given of the world. */
export interface Surroundings {
  readonly http: Http;
  readonly timing: Timing;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Called after every change of the conversation or its phase. */
  readonly changed: (chat: Chat) => void;
}

/** Tries that a chat makes by itself when the gateway says when; then it waits for the user. */
const OWN_TRIES = 3;

/** How long a stopped reply may take to end before the page ends it itself, in milliseconds. */
const STOP_PATIENCE = 5000;

/** One conversation as it goes on: what is asked, what comes, and what to do when it breaks off. */
export class Chat {
  private current: Phase = { kind: "idle" };
  private run: AbortController | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private ownTries = 0;

  constructor(
    private state: Conversation,
    private readonly around: Surroundings,
  ) {}

  get conversation(): Conversation {
    return this.state;
  }

  get phase(): Phase {
    return this.current;
  }

  /** Whether a reply is under way. */
  get busy(): boolean {
    return this.run !== undefined;
  }

  /** Asks a question at the end, or in place of a message and all behind it. */
  ask(content: string, index = this.state.messages.length): void {
    this.ownTries = 0;
    this.put(content, index);
  }

  /** Has a reply written anew. */
  regenerate(reply: number): void {
    this.ownTries = 0;
    this.askAgain(reply);
  }

  /** Goes on after a failure: with the reply where there is one, else with the question again. */
  retry(): void {
    if (this.state.pending?.reply !== undefined) this.resume();
    else this.askAgain(this.state.messages.length);
  }

  /** Follows the reply that the conversation was left with, or takes what more the gateway has. */
  resume(): void {
    const { pending, server } = this.state;
    if (pending?.reply !== undefined) this.begin({ reply: pending.reply, last: pending.last });
    else if (pending) this.begin("stored");
    else if (server !== undefined) void this.refresh(server);
  }

  /** Takes over what another tab made of the conversation. */
  replace(conversation: Conversation): void {
    if (!this.busy) this.set(conversation);
  }

  /** Ends the reply under way; what there is of it stays. */
  async stop(): Promise<void> {
    const { run } = this;
    if (!run || this.current.kind === "stopping") return;
    this.set(this.state, { kind: "stopping" });
    const reply = this.state.pending?.reply;
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(STOP_PATIENCE)]);
    if (reply !== undefined && (await this.askToStop(reply, signal)) && !signal.aborted) {
      // The stream's own end tells how the reply ended; without one, the page does.
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    if (this.run === run) this.end("stopped");
  }

  private async askToStop(reply: string, signal: AbortSignal): Promise<boolean> {
    try {
      const path = `api/replies/${encodeURIComponent(reply)}/stop`;
      await this.around.http.request("POST", path, { signal });
      return true;
    } catch {
      return false;
    }
  }

  private askAgain(reply: number): void {
    const index = questionOf(this.state.messages, reply);
    const question = this.state.messages[index];
    if (question) this.put(question.content, index);
  }

  private put(content: string, index: number): void {
    const left = this.state.pending?.reply;
    // A reply that was given up need not be written to its end.
    if (left !== undefined) void this.askToStop(left, AbortSignal.timeout(STOP_PATIENCE));
    this.state = withQuestion(this.state, index, content, this.around.now());
    this.begin({ request: requestOf(this.state) });
  }

  /** Starts to follow a reply, in place of one that is followed. */
  private begin(start: Start | "stored"): void {
    clearTimeout(this.retryTimer);
    this.run?.abort();
    const run = new AbortController();
    this.run = run;
    this.set(this.state, { kind: "thinking" });
    this.follow(start, run.signal).catch((error: unknown) => {
      if (!run.signal.aborted) this.fail(failureOf(error));
    });
  }

  private async follow(start: Start | "stored", signal: AbortSignal): Promise<void> {
    const { http, timing } = this.around;
    const follower = {
      event: (event: ReceivedEvent) => this.take(event),
      lost: () => this.set(this.state, this.unlessStopping("reconnecting")),
    };
    try {
      const first = start === "stored" ? await this.catchUp(signal) : start;
      if (first) await followReply(http, first, follower, signal, timing);
    } catch (error) {
      // Unknown, or another one is under way: the gateway's store tells how to go on, once.
      const isElsewhere = error instanceof ApiError && [404, 409].includes(error.status);
      if (signal.aborted || !isElsewhere) throw error;
      const next = await this.catchUp(signal);
      if (next) await followReply(http, next, follower, signal, timing);
    }
  }

  private async catchUp(signal: AbortSignal): Promise<Start | undefined> {
    const { http, now } = this.around;
    const { conversation, start } = await catchUp(http, this.state, now, signal);
    this.set(conversation);
    if (!start) this.end("stop");
    return start;
  }

  private async refresh(server: string): Promise<void> {
    const stored = await readStored(this.around.http, server).catch(() => undefined);
    const more = stored && withStored(this.state, stored);
    if (!more || this.busy) return;
    this.set(more);
    if (more.pending) this.resume();
  }

  private take({ n, ...event }: ReceivedEvent): void {
    const last = Math.max(this.state.pending?.last ?? -1, n ?? -1);
    switch (event.event) {
      case "start": {
        const { reply, conversation } = event.data;
        const said = this.state.messages.at(-1)?.content !== "";
        const next = { ...this.state, server: conversation, pending: { reply, last } };
        this.set(next, this.unlessStopping(said ? "streaming" : "thinking"));
        break;
      }
      case "token": {
        const { text } = event.data;
        const more = withReply(this.state, (reply) => ({
          ...reply,
          content: reply.content + text,
        }));
        const next = { ...more, pending: { ...this.state.pending, last } };
        this.ownTries = 0;
        this.set(next, this.unlessStopping("streaming"));
        break;
      }
      case "end":
        this.end(event.data.reason);
        break;
      case "error":
        this.state = withEnd(this.state, "failed", this.around.now());
        this.fail(event.data);
    }
  }

  private unlessStopping(kind: "thinking" | "streaming" | "reconnecting"): Phase {
    return { kind: this.current.kind === "stopping" ? "stopping" : kind };
  }

  private end(reason: EndReason): void {
    this.run?.abort();
    this.run = undefined;
    this.set(withEnd(this.state, reason, this.around.now()), { kind: "idle" });
  }

  private fail({ code, message, retryAfterSeconds }: Failure): void {
    this.run = undefined;
    if (retryAfterSeconds === undefined || this.ownTries >= OWN_TRIES) {
      this.set(this.state, { kind: "failed", problem: { code, message } });
      return;
    }
    this.ownTries += 1;
    const wait = retryAfterSeconds * 1000;
    this.retryTimer = setTimeout(() => this.retry(), wait);
    const problem = { code, message, retryAt: this.around.now() + wait };
    this.set(this.state, { kind: "failed", problem });
  }

  private set(state: Conversation, phase = this.current): void {
    this.state = state;
    this.current = phase;
    this.around.changed(this);
  }
}
