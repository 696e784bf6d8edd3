import type { Message, ReplyEvent } from "../../../app/gateway/api/api";
import type { Timing } from "../../../app/page/followReply";
import { Http } from "../../../app/page/http";

/** A request as the fake gateway got it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** The number of the last event that the page has. */
  readonly last: string | undefined;
}

type Answer = Response | Error;

/** Stands in for the gateway behind `fetch`: answers as a test says, and keeps what it got. */
export class FakeGateway {
  readonly calls: Call[] = [];
  readonly http = new Http(() => undefined, ((path: string, init: RequestInit) =>
    this.receive(path, init)) as typeof fetch);
  /** Waits that the page would have made, in milliseconds. */
  readonly waits: number[] = [];
  readonly timing: Timing = {
    random: () => 1,
    silence: 60_000,
    sleep: (milliseconds) => {
      this.waits.push(milliseconds);
      return Promise.resolve();
    },
  };

  constructor(private readonly answer: (call: Call, count: number) => Answer) {}

  private receive(path: string, init: RequestInit): Promise<Response> {
    init.signal?.throwIfAborted();
    const headers = new Headers(init.headers);
    const call = {
      method: init.method ?? "",
      path,
      body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
      last: headers.get("Last-Event-ID") ?? undefined,
    };
    this.calls.push(call);
    const answer = this.answer(call, this.calls.length - 1);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

/** The events of a whole reply. */
export function replyOf(words: readonly string[], reply = "r"): ReplyEvent[] {
  return [
    { event: "start", data: { reply, conversation: "c", model: "m" } },
    ...words.map((text) => ({ event: "token", data: { text } }) as const),
    { event: "end", data: { reason: "stop" } },
  ];
}

/** Events as they go over the wire, with their numbers from `first` on. */
export function wire(events: readonly ReplyEvent[], first = 0): string {
  return events
    .map(
      ({ event, data }, index) =>
        `id: ${first + index}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    )
    .join("");
}

/** A stream of a text, in pieces of so many bytes; it may break off with an error. */
export function stream(text: string, { size = 7, breaks = false } = {}): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += size)));
      else if (breaks) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

/** A stream that stays open after a text until it is aborted. */
export function openStream(text: string, cancelled: () => void = () => undefined): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: cancelled,
  });
  return new Response(body);
}

export function refusal(status: number, code: string, retryAfterSeconds?: number): Response {
  const after = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return Response.json({ error: { code, message: `It is ${code}.`, ...after } }, { status });
}

export const said = (role: Message["role"], content: string): Message => ({ role, content });
