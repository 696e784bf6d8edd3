import type { EventSourceMessage } from "eventsource-parser";

/** What an event of a stream tells. */
export type Reading =
  /** The reply's name, by which it can be resumed. */
  | { readonly kind: "start"; readonly reply: string }
  /** A piece of the reply's text. */
  | { readonly kind: "token" }
  /** The reply is complete; why it ended there. */
  | { readonly kind: "end"; readonly reason: string }
  /** The server says that the reply failed; the code is a word. */
  | { readonly kind: "error"; readonly code: string }
  /** Nothing that is measured. */
  | { readonly kind: "other" };

/** A way to ask for streams and to read them. */
export interface Protocol {
  /** What a new chat posts, as JSON. */
  readonly body: string;
  /** @throws SyntaxError when the event's data is not the JSON that it must be */
  read(event: EventSourceMessage): Reading;
  /** The path of a reply that was broken off, below the chats' path; absent where none can be resumed. */
  readonly resumePath?: (chats: URL, reply: string) => string;
  /** The code of a refusal, from its JSON body. */
  errorCode(body: unknown): string | undefined;
}

export const PROTOCOLS = ["chatscale", "openai"] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** The path that a URL without one gets. */
export const DEFAULT_PATHS: Readonly<Record<ProtocolName, string>> = {
  chatscale: "/api/chats",
  openai: "/v1/chat/completions",
};

interface Conversation {
  readonly prompt: string;
  /** The model's name; the gateway of this project knows its own. */
  readonly model: string;
}

export function protocolFor(name: ProtocolName, { prompt, model }: Conversation): Protocol {
  const messages = [{ role: "user", content: prompt }];
  return name === "chatscale" ? chatscale({ messages }) : openai({ model, messages, stream: true });
}

function chatscale(request: object): Protocol {
  return {
    body: JSON.stringify(request),
    read: readChatscale,
    resumePath: ({ pathname }, reply) =>
      pathname.replace(/chats\/?$/, `replies/${encodeURIComponent(reply)}`),
    errorCode: (body) => text(member(member(body, "error"), "code")),
  };
}

function readChatscale({ event, data }: EventSourceMessage): Reading {
  switch (event) {
    case "token":
      return { kind: "token" };
    case "start":
      return { kind: "start", reply: text(member(parse(data), "reply")) ?? "" };
    case "end":
      return { kind: "end", reason: text(member(parse(data), "reason")) ?? "unknown" };
    case "error":
      return { kind: "error", code: text(member(parse(data), "code")) ?? "unknown" };
    default:
      return { kind: "other" };
  }
}

function openai(request: object): Protocol {
  return { body: JSON.stringify(request), read: readOpenai, errorCode: openaiCode };
}

/** OpenAI's API reference, "Create chat completion": chunks, then a chunk with a reason, then [DONE]. */
function readOpenai({ data }: EventSourceMessage): Reading {
  if (data === "[DONE]") return { kind: "end", reason: "stop" };
  const chunk = parse(data);
  const error = member(chunk, "error");
  if (error !== undefined) return { kind: "error", code: openaiCode(chunk) ?? "unknown" };
  const choice = member(member(chunk, "choices"), 0);
  // Where the last piece of text and the reason come together, [DONE] is the end.
  if (text(member(member(choice, "delta"), "content"))) return { kind: "token" };
  const reason = text(member(choice, "finish_reason"));
  return reason === undefined ? { kind: "other" } : { kind: "end", reason };
}

function openaiCode(body: unknown): string | undefined {
  const error = member(body, "error");
  return text(member(error, "code")) ?? text(member(error, "type"));
}

function parse(data: string): unknown {
  return JSON.parse(data);
}

function member(value: unknown, name: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[name];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
