import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import { createParser, type EventSourceMessage } from "eventsource-parser";

export interface Exchange {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent: Agent;
}

/** What comes of a request for a stream; times in milliseconds of `performance.now()`. */
export interface ConnectionListener {
  event(message: EventSourceMessage, at: number): void;
  /** A comment line, which servers send to keep a silent stream open. */
  comment(at: number): void;
  /** The server says how many milliseconds to wait before connecting again. */
  retry(milliseconds: number): void;
  /** The answer is no stream. Nothing follows. */
  refused(status: number, headers: IncomingHttpHeaders, body: string): void;
  /** The stream, or the way to it, is over. Nothing follows. */
  closed(how: Closed): void;
}

export interface Closed {
  /** Whether the stream had begun. */
  readonly begun: boolean;
  /** The error's code, such as ECONNRESET; undefined when the server ended the stream. */
  readonly code?: string;
  /** The server had closed the kept connection before it saw the request, so nothing has begun. */
  readonly stale: boolean;
}

/** The longest event that is kept, and the longest body of a refusal, in characters. */
const LONGEST = 1024 * 1024;

/** Connections that are kept for the next chat, as browsers and load balancers do. */
export function keepingAgent(url: URL): Agent {
  const settings = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity };
  return url.protocol === "https:" ? new TlsAgent(settings) : new Agent(settings);
}

/**
 * Asks for a stream of server-sent events and reads it.
 * @returns a function that drops the connection; the listener hears nothing more then
 */
export function connect(exchange: Exchange, listener: ConnectionListener): () => void {
  const { url, method, headers, body, agent } = exchange;
  let over = false;
  let begun = false;
  const close = (code?: string): void => {
    if (over) return;
    over = true;
    const stale = sent.reusedSocket && code === "ECONNRESET" && !begun;
    listener.closed({ begun, stale, ...(code !== undefined && { code }) });
  };
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const open = url.protocol === "https:" ? requestTls : request;
  const sent = open(url, { method, headers: { ...headers, ...length }, agent }, (response) => {
    begun = true;
    response.setEncoding("utf8");
    response.on("error", (error) => close(codeOf(error)));
    if (isStream(response)) {
      readEvents(response, { isOver: () => over, close }, listener);
      return;
    }
    let text = "";
    response.on("data", (piece: string) => (text += piece.slice(0, LONGEST - text.length)));
    response.on("end", () => {
      if (over) return;
      over = true;
      listener.refused(response.statusCode ?? 0, response.headers, text);
    });
  });
  sent.on("error", (error) => close(codeOf(error)));
  sent.end(body);
  return () => {
    over = true;
    sent.destroy();
  };
}

interface Life {
  readonly isOver: () => boolean;
  readonly close: (code?: string) => void;
}

function readEvents(response: IncomingMessage, life: Life, listener: ConnectionListener): void {
  let at = 0;
  const parser = createParser({
    onEvent: (message) => {
      if (!life.isOver()) listener.event(message, at);
    },
    onComment: () => listener.comment(at),
    onRetry: (milliseconds) => listener.retry(milliseconds),
    onError: ({ type }) => {
      if (type === "max-buffer-size-exceeded") response.destroy(new Error("event too long"));
    },
    maxBufferSize: LONGEST,
  });
  response.on("data", (piece: string) => {
    at = performance.now();
    parser.feed(piece);
  });
  response.on("end", () => life.close());
}

function isStream({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 200 && /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
