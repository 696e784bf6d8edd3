/**
 * The gateway's API as types: what the gateway sends and takes, and what the page, the load
 * generator and the tests rely on. docs/gateway.md describes it in words.
 */

export type Role = "user" | "assistant";

export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** `GET /api/info`, which never needs a token. */
export interface Info {
  readonly model: string;
  /** Whether replies come from the embedded demo model, which is no language model. */
  readonly demo: boolean;
  readonly auth: "none" | "bearer" | "oidc";
  /** Whether `GET /api/sign-in` leads to the issuer of tokens, and `POST /api/token` back. */
  readonly signIn: boolean;
  readonly limits: {
    /** Longest message, in bytes of UTF-8. */
    readonly messageBytes: number;
    /** Most messages of one conversation. */
    readonly messages: number;
    readonly longestReplySeconds: number;
  };
}

/**
 * `GET /api/probe`, which needs no token: whether chats work here. With status 200 when they do, and
 * 503 when they do not.
 */
export type Probe =
  /** How long ago the model was last seen to answer. */
  | { readonly status: "ok"; readonly seenSecondsAgo: number }
  /** The code of the last failure; `unknown` when nothing was seen for too long. */
  | { readonly status: "unavailable"; readonly reason: ErrorCode | "unknown" };

/**
 * The body of `POST /api/chats`. The last message is the user's. With `conversation`, the stored
 * history stands before it; without, a new conversation is made, of all the messages.
 */
export interface ChatRequest {
  readonly conversation?: string;
  readonly messages: readonly Message[];
  /** Cuts the stored history to its first so many messages, before the last message is appended. */
  readonly replaceFrom?: number;
}

export interface StartData {
  readonly reply: string;
  readonly conversation: string;
  readonly model: string;
}

export interface TokenData {
  readonly text: string;
}

/**
 * Why a reply is over: the model had no more to say, met its own limit, was stopped by the client,
 * or met the gateway's longest reply.
 */
export type EndReason = "stop" | "length" | "stopped" | "timeout";

export interface EndData {
  readonly reason: EndReason;
}

/** What went wrong, as a word for programs and a sentence for people. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  /** When to try again, where that helps. */
  readonly retryAfterSeconds?: number;
}

export type ErrorCode =
  /** The request is not as it must be. */
  | "bad_request"
  | "unauthorized"
  | "not_found"
  | "method_not_allowed"
  /** The body, a message or the conversation is too large. */
  | "too_large"
  /** The conversation has a reply under way. */
  | "conflict"
  /** The client has started too many chats this minute. */
  | "rate_limited"
  /** Every place of this replica, and of its queue, is taken. */
  | "full"
  /** This replica is stopping; another one serves. */
  | "draining"
  /** The session store is not reachable. */
  | "store_unavailable"
  /** The issuer of tokens is not reachable. */
  | "issuer_unavailable"
  /** The model refuses, fails, is silent, or speaks nonsense. */
  | "model_refused"
  | "model_busy"
  | "model_failed"
  | "model_timeout"
  | "internal";

/** The answer of `POST /api/token`. */
export interface TokenBody {
  readonly token: string;
}

/** The body of every HTTP answer of 400 and above. */
export interface ErrorBody {
  readonly error: ErrorData;
}

/** The events of a reply: `start`, then tokens, then one of `end` and `error`. */
export type ReplyEvent =
  | { readonly event: "start"; readonly data: StartData }
  | { readonly event: "token"; readonly data: TokenData }
  | { readonly event: "end"; readonly data: EndData }
  | { readonly event: "error"; readonly data: ErrorData };

/** An event with its number, which counts up from 0 within a reply: the id of a server-sent event. */
export type NumberedEvent = ReplyEvent & { readonly n: number };

/** `GET /api/conversations/{id}` */
export interface Conversation {
  readonly conversation: string;
  readonly messages: readonly Message[];
  /** The reply under way, to be followed by `GET /api/replies/{reply}`. */
  readonly pending?: { readonly reply: string };
}

/** The subprotocol of `GET /api/socket`. */
export const SOCKET_PROTOCOL = "chatscale.v1";

/** What a client sends over the socket; `id` is the client's own name for the stream. */
export type ClientFrame =
  | { readonly type: "auth"; readonly token: string }
  | ({ readonly type: "chat"; readonly id: string } & ChatRequest)
  | {
      readonly type: "resume";
      readonly id: string;
      readonly reply: string;
      /** The number of the last event that the client has; -1 for none. */
      readonly after: number;
    }
  | { readonly type: "stop"; readonly reply: string };

/**
 * What the gateway sends over the socket. The number is -1 for what is no stored event of the reply:
 * a refusal, and the `start` that is repeated at a resume.
 */
export type ServerFrame = NumberedEvent & { readonly id: string };

/** Close codes of the socket (RFC 6455, and IANA's registry for the last two). */
export const CLOSE = {
  /** A frame was no message of this API, or the token was refused. */
  policyViolation: 1008,
  tooLarge: 1009,
  /** The replica is stopping: connect anew, and resume. */
  serviceRestart: 1012,
  /** Full: connect anew later. */
  tryAgainLater: 1013,
} as const;
