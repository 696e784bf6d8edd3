import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission, Phase } from "../admission/admission";
import { bearerToken } from "../admission/auth";
import type { Info } from "../api/api";
import { parseChat, LONGEST_MESSAGE } from "../api/chatRequest";
import { ApiError, badRequest, notFound, storeUnavailable } from "../api/errors";
import { isConversation } from "../api/ids";
import type { Model } from "../model/model";
import type { LiveReply } from "../reply/liveReply";
import type { Replies } from "../reply/replies";
import type { Stream } from "../reply/stream";
import { MOST_MESSAGES, type SessionStore, type StoredConversation } from "../store/store";
import { serveAsset, type Assets } from "./assets";
import { readJson } from "./body";
import { EventStream } from "./eventStream";
import { openApi } from "./openapi";
import { sendJson } from "./sendJson";

export interface RouteParts {
  readonly admission: Admission;
  readonly replies: Replies;
  readonly store: SessionStore;
  readonly model: Model;
  readonly assets: Assets;
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
  constructor(private readonly parts: RouteParts) {}

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
      case "/api/info":
        return { GET: (_, response) => sendJson(response, 200, this.info()) };
      case "/api/chats":
        return { POST: (request, response) => this.chat(request, response) };
      case "/api/socket":
        return { GET: () => Promise.reject(badRequest("This path is for WebSocket.")) };
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
        GET: (request, response) => this.conversation(request, response, id),
        DELETE: (request, response) => this.remove(request, response, id),
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
    return { model: model.name, demo: model.demo, auth: admission.auth, limits };
  }

  private ready(response: ServerResponse): void {
    const { isLeaving } = this.parts.phase;
    sendJson(response, isLeaving ? 503 : 200, { status: isLeaving ? "leaving" : "ready" });
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

  private async conversation(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): Promise<void> {
    const { messages, pending } = await this.find(request, id);
    const body = { conversation: id, messages, ...(pending && { pending: { reply: pending } }) };
    sendJson(response, 200, body);
  }

  private async remove(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): Promise<void> {
    const { principal, pending } = await this.find(request, id);
    if (pending !== undefined) await this.parts.replies.stop(pending, principal).catch(() => null);
    await this.parts.store.remove(id).catch(() => Promise.reject(storeUnavailable()));
    response.writeHead(204).end();
  }

  private async find(request: IncomingMessage, id: string): Promise<StoredConversation> {
    const principal = await this.identify(request);
    if (!isConversation(id)) throw notFound();
    const found = await this.parts.store
      .conversation(id)
      .catch(() => Promise.reject(storeUnavailable()));
    if (found?.principal !== principal) throw notFound();
    return found;
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
