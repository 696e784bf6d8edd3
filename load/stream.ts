import type { Agent, IncomingHttpHeaders } from "node:http";
import type { EventSourceMessage } from "eventsource-parser";
import { connect, type Closed, type ConnectionListener } from "./connection";
import { refusal, type Outcome } from "./outcome";
import type { Protocol, Reading } from "./protocol";

/** Where chats go, and how. */
export interface Endpoint {
  /** Where chats are posted to, each replica by its URL; chats take them in turn. */
  readonly urls: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly protocol: Protocol;
  /** Milliseconds after which a chat is given up. */
  readonly timeout: number;
}

/** What a chat tells while it goes on; times in milliseconds of `performance.now()`. */
export interface StreamListener {
  /** @param gap since the token before; undefined for the first */
  token(at: number, gap: number | undefined): void;
  heartbeat?(at: number): void;
  /** The connection was lost, and the reply goes on over another one. */
  resumed?(): void;
  /** Numbers of events were left out, or came twice. */
  irregular?(lost: number, doubled: number): void;
  /** Called once, when the outcome is known. */
  done(outcome: Outcome, at: number): void;
}

/** How often a lost reply is asked for in a row, without an event between. */
const MOST_ATTEMPTS = 5;

/** Milliseconds before a lost reply is asked for again, unless the server names another time. */
const RETRY = 1000;

/** Milliseconds that a server has to end its answer after the last event. */
const LINGER = 5000;

/** One chat: posts it, reads its stream, and resumes it when the connection is lost. */
export class ReplyStream implements ConnectionListener {
  private readonly deadline: NodeJS.Timeout;
  private drop: () => void;
  private pause: NodeJS.Timeout | undefined;
  private linger: NodeJS.Timeout | undefined;
  private reply: string | undefined;
  private resuming = false;
  private lastId = -1;
  private lastToken: number | undefined;
  private attempts = 0;
  private retryAfter = RETRY;
  private over = false;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly listener: StreamListener,
    /** Which of the URLs is the chat's first: the remainder by their number. */
    private turn = 0,
  ) {
    this.deadline = setTimeout(() => {
      this.finish({ kind: "failed", code: "client_timeout" });
      this.drop();
    }, endpoint.timeout).unref();
    this.drop = this.post();
  }

  /** Ends it at once, as unfinished. */
  cut(): void {
    this.finish({ kind: "unfinished" });
    this.drop();
  }

  event(message: EventSourceMessage, at: number): void {
    if (this.over || !this.isNew(message.id)) return;
    if (this.resuming) {
      this.resuming = false;
      this.listener.resumed?.();
    }
    this.attempts = 0;
    let reading: Reading;
    try {
      reading = this.endpoint.protocol.read(message);
    } catch {
      this.finish({ kind: "failed", code: "malformed_event" });
      this.drop();
      return;
    }
    this.take(reading, at);
  }

  comment(at: number): void {
    if (!this.over) this.listener.heartbeat?.(at);
  }

  retry(milliseconds: number): void {
    this.retryAfter = milliseconds;
  }

  refused(status: number, headers: IncomingHttpHeaders, body: string): void {
    if (this.over) return;
    const outcome = refusal(status, headers, this.codeOf(body));
    if (!this.resuming) this.finish(outcome);
    else if (outcome.kind === "shed") this.resume(outcome.retryAfter);
    else this.finish({ kind: "truncated" });
  }

  closed({ begun, code, stale }: Closed): void {
    clearTimeout(this.linger);
    if (this.over) return;
    // Nobody saw the request, so it is safe to send it again (RFC 9110, 9.2.2).
    if (stale && !this.resuming) this.drop = this.post();
    else if (this.reply !== undefined) this.resume();
    else if (begun) this.finish({ kind: "truncated" });
    else this.finish({ kind: "failed", code: code ?? "closed" });
  }

  private take(reading: Reading, at: number): void {
    switch (reading.kind) {
      case "start":
        this.reply = reading.reply;
        break;
      case "token":
        this.listener.token(at, this.lastToken === undefined ? undefined : at - this.lastToken);
        this.lastToken = at;
        break;
      case "end":
        this.finish({ kind: "complete", reason: reading.reason }, at);
        this.leave();
        break;
      case "error":
        this.finish({ kind: "failed", code: reading.code }, at);
        this.leave();
        break;
      case "other":
        break;
    }
  }

  /** Leaves it to the server to end the answer, so that the connection can be used again. */
  private leave(): void {
    this.linger = setTimeout(() => this.drop(), LINGER).unref();
  }

  /** Whether the client has not had the event; what is wrong with its number is told. */
  private isNew(id: string | undefined): boolean {
    const number = Number(id);
    if (id === undefined || !Number.isInteger(number)) return true;
    if (number <= this.lastId) {
      this.listener.irregular?.(0, 1);
      return false;
    }
    const lost = number - this.lastId - 1;
    if (lost > 0) this.listener.irregular?.(lost, 0);
    this.lastId = number;
    return true;
  }

  private get url(): URL {
    const { urls } = this.endpoint;
    const url = urls[this.turn % urls.length];
    if (url === undefined) throw new Error("there is no URL to send chats to");
    return url;
  }

  private post(): () => void {
    const { headers, agent, protocol } = this.endpoint;
    const json = { accept: "text/event-stream", "content-type": "application/json" };
    const exchange = { url: this.url, agent, method: "POST", body: protocol.body } as const;
    return connect({ ...exchange, headers: { ...headers, ...json } }, this);
  }

  /** @param seconds to wait; as long as the server last said when undefined */
  private resume(seconds = this.retryAfter / 1000): void {
    const { headers, agent, protocol } = this.endpoint;
    this.attempts += 1;
    if (!protocol.resumePath || !this.reply || this.attempts > MOST_ATTEMPTS) {
      this.finish({ kind: "truncated" });
      return;
    }
    // Any replica has the reply, and the one that lost the connection may be gone.
    this.turn += 1;
    const url = new URL(protocol.resumePath(this.url, this.reply), this.url);
    this.resuming = true;
    this.pause = setTimeout(() => {
      const last = { accept: "text/event-stream", "last-event-id": String(this.lastId) };
      const exchange = { url, agent, method: "GET" } as const;
      this.drop = connect({ ...exchange, headers: { ...headers, ...last } }, this);
    }, seconds * 1000);
  }

  private codeOf(body: string): string | undefined {
    try {
      return this.endpoint.protocol.errorCode(JSON.parse(body));
    } catch {
      return undefined;
    }
  }

  private finish(outcome: Outcome, at = performance.now()): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.deadline);
    clearTimeout(this.pause);
    this.listener.done(outcome, at);
  }
}
