import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission, Phase } from "../admission/admission";
import { bearerToken } from "../admission/auth";
import type { SignIn } from "../admission/signIn";
import type { Info } from "../api/api";
import { parseChat, LONGEST_MESSAGE } from "../api/chatRequest";
import { ApiError, badRequest, notFound } from "../api/errors";
import type { Model } from "../model/model";
import { PROBE_PATH, type ChatProbe } from "../probe/chatProbe";
import type { LiveReply } from "../reply/liveReply";
import type { Replies } from "../reply/replies";
import type { Stream } from "../reply/stream";
import { MOST_MESSAGES, type SessionStore } from "../store/store";
import { serveAsset, type Assets } from "./assets";
import { readJson } from "./body";
import { ConversationRoutes } from "./conversationRoutes";
import { EventStream } from "./eventStream";
import { openApi } from "./openapi";
import { sendJson } from "./sendJson";
import { SignInRoutes } from "./signInRoutes";

export interface RouteParts {
  readonly admission: Admission;
  readonly replies: Replies;
  readonly store: SessionStore;
  readonly model: Model;
  readonly probe: Pick<ChatProbe, "answer">;
  readonly assets: Assets;
  /** Where people sign in with an issuer on the page. */
  readonly signIn: SignIn | undefined;
  readonly phase: Phase;
  readonly streams: Set<Stream>;
  readonly longestReplySeconds: number;
  /** In milliseconds. */
  readonly heartbeat: number;
}

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => Promise<void> | void;

/** The HTTP API, and the page. */
export class Routes {
  private readonly conversations: ConversationRoutes;
  private readonly signIn: SignInRoutes | undefined;

  constructor(private readonly parts: RouteParts) {
    const { signIn, admission } = parts;
    this.conversations = new ConversationRoutes(parts);
    this.signIn = signIn && new SignInRoutes(signIn, admission);
  }

  /** @throws ApiError what to answer instead */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = targetOf(request);
    const handlers = this.handlersOf(path);
    if (!handlers) {
      serveAsset(this.parts.assets, request, response, path);
      return;
    }
    const method = request.method === "HEAD" ? "GET" : (request.method ?? "");
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (!handler) {
      response.setHeader("allow", Object.keys(handlers).join(", "));
      throw new ApiError("method_not_allowed", "This path has no such method.");
    }
    await handler(request, response, query);
  }

  private handlersOf(path: string): Readonly<Record<string, Handler>> | undefined {
    switch (path) {
      case "/healthz":
        return { GET: (_, response) => sendJson(response, 200, { status: "alive" }) };
      case "/readyz":
        return { GET: (_, response) => this.ready(response) };
      case "/openapi.json":
        return { GET: (_, response) => sendJson(response, 200, openApi()) };
      case PROBE_PATH:
        return { GET: (_, response) => this.probe(response) };
      case "/api/info":
        return { GET: (_, response) => sendJson(response, 200, this.info()) };
      case "/api/chats":
        return { POST: (request, response) => this.chat(request, response) };
      case "/api/socket":
        return { GET: () => Promise.reject(badRequest("This path is for WebSocket.")) };
    }
    const { signIn } = this;
    if (signIn && path === "/api/sign-in") {
      return { GET: (request, response, query) => signIn.leave(request, response, query) };
    }
    if (signIn && path === "/api/token") {
      return { POST: (request, response) => signIn.token(request, response) };
    }
    const [, kind, id = "", action] =
      /^\/api\/(replies|conversations)\/([^/]+)(?:\/(stop))?$/.exec(path) ?? [];
    if (kind === "replies" && action === "stop") {
      return { POST: (request, response) => this.stop(request, response, id) };
    }
    if (kind === "replies") {
      return { GET: (request, response, query) => this.resume(request, response, query, id) };
    }
    if (kind === "conversations" && action === undefined) {
      return {
        GET: (request, response) => this.conversations.read(request, response, id),
        DELETE: (request, response) => this.conversations.remove(request, response, id),
      };
    }
    if (path.startsWith("/api/")) throw notFound();
    return undefined;
  }

  private identify({ headers }: IncomingMessage): Promise<string> {
    return this.parts.admission.identify(bearerToken(headers.authorization));
  }

  private info(): Info {
    const { model, admission, longestReplySeconds } = this.parts;
    const limits = { messageBytes: LONGEST_MESSAGE, messages: MOST_MESSAGES, longestReplySeconds };
    const signIn = this.signIn !== undefined;
    return { model: model.name, demo: model.demo, auth: admission.auth, signIn, limits };
  }

  private ready(response: ServerResponse): void {
    const { isLeaving } = this.parts.phase;
    sendJson(response, isLeaving ? 503 : 200, { status: isLeaving ? "leaving" : "ready" });
  }

  private async probe(response: ServerResponse): Promise<void> {
    const answer = await this.parts.probe.answer();
    sendJson(response, answer.status === "ok" ? 200 : 503, answer);
  }

  private async chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const principal = await this.identify(request);
    await this.parts.admission.admit(principal, request);
    const chat = parseChat(await readJson(request));
    const left = new AbortController();
    const leave = (): void => left.abort();
    response.on("close", leave);
    const reply = await this.parts.replies.start(chat, principal, left.signal);
    response.off("close", leave);
    this.stream(response, reply, -1);
  }

  private async resume(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    id: string,
  ): Promise<void> {
    const principal = await this.identify(request);
    const last = request.headers["last-event-id"] ?? query.get("after") ?? "-1";
    if (typeof last !== "string" || !/^(-1|\d{1,9})$/.test(last)) {
      throw badRequest("Last-Event-ID, or after, must be the number of an event.");
    }
    const reply = await this.parts.replies.open(id, principal);
    const after = Number(last);
    if (reply.feed.closed === "ended" && after >= reply.feed.length - 1) {
      // What makes an EventSource stop asking (HTML standard, "Server-sent events").
      response.writeHead(204).end();
      return;
    }
    this.stream(response, reply, after);
  }

  private stream(response: ServerResponse, reply: LiveReply, after: number): void {
    const { model, heartbeat, streams } = this.parts;
    const stream = new EventStream(response, reply, model.name, after, heartbeat);
    streams.add(stream);
    response.on("close", () => streams.delete(stream));
  }

  private async stop(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): Promise<void> {
    const principal = await this.identify(request);
    await this.parts.replies.stop(id, principal);
    response.writeHead(202).end();
  }
}

/**
 * The path is taken as it stands: what a proxy let through as one path must not become another.
 * The absolute form names a host before it (RFC 9112, section 3.2.2).
 */
function targetOf({ url = "" }: IncomingMessage): Target {
  const [, path = "", query = ""] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??(.*)$/is.exec(url) ?? [];
  return { path: path === "" ? "/" : path, query: new URLSearchParams(query) };
}

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}
