import {
  request as requestHttp,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Continuation } from "./continuation";
import { ModelError, type Generation, type ModelEnd } from "./model";
import { ModelStream } from "./modelStream";

export interface ModelApi {
  /** Base URL, such as `https://api.openai.com/v1`. */
  readonly url: string;
  /** Model to ask for; left out of requests when undefined, for servers that have only one. */
  readonly name: string | undefined;
  readonly apiKey: string | undefined;
  /** Longest time to the first token, with all retries, in milliseconds. */
  readonly firstToken: number;
  /** Longest silence after it, in milliseconds. */
  readonly silence: number;
}

/** A failure before the first token, after which the same request may succeed. */
export class Passing extends Error {
  /** @param wait that the API asked for, in milliseconds */
  constructor(
    readonly failure: ModelError,
    readonly wait?: number,
  ) {
    super(failure.message);
    this.name = "Passing";
  }
}

/** These pass: too many requests, or a fault of the server's (RFC 9110, RFC 6585). */
const PASSING = [408, 429, 500, 502, 503, 504];

/** When to try again, where the API does not say it, in seconds. */
const RETRY_SECONDS = 10;

/** Longest wait that a client is told, in seconds, whatever the API says. */
const LONGEST_RETRY = 3600;

/** How long a connection may stay open after the end of its reply, in milliseconds. */
const LINGER = 1000;

/** One request to the API, and the reading of its stream. */
export class ModelCall {
  private call: ClientRequest | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStarted = false;
  private isSettled = false;
  private settle: { resolve: (end: ModelEnd) => void; reject: (error: Error) => void } | undefined;

  constructor(
    private readonly api: ModelApi,
    private readonly agent: Agent,
    private readonly generation: Generation,
    private readonly onText: (text: string) => void,
    /** More fields of the request. */
    private readonly fields: Readonly<Record<string, unknown>> = {},
  ) {}

  /**
   * @param until when the first token must be there, in milliseconds since 1970
   * @throws Passing or ModelError, or the signal's reason
   */
  async run(until: number): Promise<ModelEnd> {
    const { signal } = this.generation;
    signal.throwIfAborted();
    const abort = (): void => this.fail(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    this.timer = setTimeout(() => this.late(), Math.max(0, until - Date.now()));
    try {
      return await new Promise<ModelEnd>((resolve, reject) => {
        this.settle = { resolve, reject };
        this.send();
      });
    } finally {
      this.isSettled = true;
      clearTimeout(this.timer);
      signal.removeEventListener("abort", abort);
    }
  }

  private send(): void {
    const { api, agent } = this;
    const { messages, prefix } = this.generation;
    const body = JSON.stringify({
      ...(api.name !== undefined && { model: api.name }),
      messages: prefix === "" ? messages : [...messages, { role: "assistant", content: prefix }],
      stream: true,
      ...this.fields,
    });
    const request = agent instanceof HttpsAgent ? requestHttps : requestHttp;
    this.call = request(`${api.url}/chat/completions`, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        accept: "text/event-stream",
        ...(api.apiKey !== undefined && { authorization: `Bearer ${api.apiKey}` }),
      },
    });
    this.call.on("response", (response) => this.read(response));
    this.call.on("error", () => this.breakOff());
    // Node tells of a change of protocol, which nobody asked for, by nothing but the close.
    this.call.on("close", () => this.breakOff());
    this.call.end(body);
  }

  private read(response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      this.refuse(response);
      return;
    }
    if (!isEventStream(response)) {
      const message = "The model's API answered with what is no plain stream of events.";
      this.fail(new ModelError("model_failed", message));
      return;
    }
    const continuation = new Continuation(this.generation.prefix, this.onText);
    const stream = new ModelStream((text) => {
      this.start();
      continuation.push(text);
    });
    const end = (): void => {
      if (this.isSettled) return;
      if (stream.end === undefined) {
        this.breakOff();
        return;
      }
      continuation.end();
      this.settle?.resolve(stream.end);
      this.isSettled = true;
      const linger = setTimeout(() => this.call?.destroy(), LINGER).unref();
      response.on("close", () => clearTimeout(linger));
    };
    response.on("data", (piece: Buffer) => {
      if (this.isSettled) return;
      if (this.isStarted) this.timer?.refresh();
      try {
        stream.push(piece);
      } catch (error) {
        if (error instanceof ModelError) this.pass(error);
        else this.fail(error as Error);
      }
      if (stream.done) end();
    });
    response.on("end", end);
    response.on("error", () => this.breakOff());
  }

  /** The first token is here: from now on only silence is measured, and nothing is tried again. */
  private start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.late(), this.api.silence);
  }

  private refuse({ statusCode: status = 0, headers }: IncomingMessage): void {
    if (!PASSING.includes(status)) {
      this.fail(new ModelError("model_refused", `The model's API refused the chat (${status}).`));
      return;
    }
    // A date is as good as no wait: clocks differ, and few APIs send one.
    const seconds = /^\d+$/.test(headers["retry-after"] ?? "")
      ? Math.min(Number(headers["retry-after"]), LONGEST_RETRY)
      : undefined;
    const retry = Math.max(1, seconds ?? RETRY_SECONDS);
    const failure =
      status === 429
        ? new ModelError("model_busy", "The model has too much to do.", retry)
        : new ModelError("model_failed", `The model's API failed (${status}).`, retry);
    this.pass(failure, seconds === undefined ? undefined : seconds * 1000);
  }

  private late(): void {
    this.fail(new ModelError("model_timeout", "The model has been silent for too long."));
  }

  private breakOff(): void {
    // Each call ends with a close: an error for nothing would have its stack written.
    if (this.isSettled) return;
    this.pass(new ModelError("model_failed", "The connection to the model broke."));
  }

  private pass(failure: ModelError, wait?: number): void {
    this.fail(this.isStarted ? failure : new Passing(failure, wait));
  }

  private fail(error: Error): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.call?.destroy();
    this.settle?.reject(error);
  }
}

/** Nothing that is compressed was asked for. */
function isEventStream({ headers }: IncomingMessage): boolean {
  const { "content-type": type = "text/event-stream", "content-encoding": coding } = headers;
  return /^text\/event-stream\s*(;|$)/i.test(type) && (coding ?? "identity") === "identity";
}
