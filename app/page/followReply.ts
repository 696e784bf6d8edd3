import type { ChatRequest } from "../gateway/api/api";
import { backoff } from "./backoff";
import { EventReader, type ReceivedEvent } from "./eventReader";
import { ApiError, ConnectionError, type Http } from "./http";

/** How much of a reply the page has. */
export interface Position {
  readonly reply: string;
  /** The number of the last event; -1 for none. */
  readonly last: number;
}

/** A chat to send, or a reply to go on with. */
export type Start = { readonly request: ChatRequest } | Position;

/** Who is told of what comes. */
export interface Follower {
  event(event: ReceivedEvent): void;
  /** The connection broke off, and is being made anew. */
  lost(): void;
}

/** Time and chance, which tests replace. */
export interface Timing {
  readonly random: () => number;
  /** Ends early when the browser is online again; throws when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A stream that says nothing for so long is dead, in milliseconds. */
  readonly silence: number;
}

/** First wait when the gateway names none, in milliseconds. */
const FIRST_WAIT = 1000;

/** Tries without a single event in between before the user is asked; about a minute and a half. */
const MOST_TRIES = 12;

/**
 * Follows a reply to its end, over as many connections as it takes, without a lost or doubled event.
 * @throws ApiError when the gateway refuses; not for what a further try may mend
 * @throws ConnectionError when the chat could not be sent, or the gateway stays away
 */
export async function followReply(
  http: Http,
  start: Start,
  follower: Follower,
  signal: AbortSignal,
  timing: Timing,
): Promise<void> {
  let position = "reply" in start ? start : undefined;
  let firstWait = FIRST_WAIT;
  let tries = 0;
  for (;;) {
    const reader = new EventReader();
    try {
      const response = await connect(http, position ?? start, signal);
      for await (const piece of pieces(response, timing.silence, signal)) {
        for (const event of reader.push(piece)) {
          signal.throwIfAborted();
          const last = event.n ?? position?.last ?? -1;
          if (event.event === "start") {
            position = { reply: event.data.reply, last: Math.max(last, position?.last ?? -1) };
          } else {
            // A resumed stream may overlap with the one before it, but never leave a gap.
            if (!position || last > position.last + 1) throw new ConnectionError();
            if (last <= position.last) continue;
            position = { ...position, last };
          }
          tries = 0;
          follower.event(event);
          if (event.event === "end" || event.event === "error") return;
        }
      }
      throw new ConnectionError();
    } catch (error) {
      signal.throwIfAborted();
      tries += 1;
      if (!position || !canPass(error) || tries > MOST_TRIES) throw error;
      follower.lost();
      firstWait = reader.retryMilliseconds ?? firstWait;
      const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
      await timing.sleep(Math.max(asked, backoff(tries, firstWait, timing.random())), signal);
    }
  }
}

function connect(http: Http, start: Start, signal: AbortSignal): Promise<Response> {
  if ("request" in start) return http.request("POST", "api/chats", { body: start.request, signal });
  const { reply, last } = start;
  const headers = last < 0 ? {} : { "Last-Event-ID": String(last) };
  return http.request("GET", `api/replies/${encodeURIComponent(reply)}`, { headers, signal });
}

/** What a response's body brings, until it ends or is silent for too long. */
async function* pieces(
  response: Response,
  silence: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (!response.body) throw new ConnectionError();
  const reader = response.body.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => void reader.cancel(), silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch {
    signal.throwIfAborted();
    throw new ConnectionError();
  } finally {
    // A stream that has failed cannot be cancelled, and need not be.
    reader.cancel().catch(() => undefined);
  }
}

/** Whether a further try may do better: no answer, nonsense, or a server that is full or away. */
function canPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 429 || error.status >= 500;
  return error instanceof ConnectionError || error instanceof SyntaxError;
}
