import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Admission, type Phase } from "./admission";
import { loadAssets } from "./assets";
import type { Auth } from "./auth";
import { badRequest, toApiError, type ApiError } from "./errors";
import type { Stream } from "./eventStream";
import { isLocalName } from "./localName";
import { errorName, type Log } from "./log";
import { MemoryStore } from "./memoryStore";
import { Metrics } from "./metrics";
import type { Model } from "./model";
import { Replies } from "./replies";
import { Routes, sendJson } from "./routes";
import type { GatewaySettings } from "./settings";
import { Slots } from "./slots";
import { Sockets } from "./sockets";
import type { SessionStore } from "./store";

/** What a gateway is put together from, besides its settings. */
export interface GatewayParts {
  readonly settings: GatewaySettings;
  readonly model: Model;
  readonly store: SessionStore;
  /** Whether other replicas see the same store. */
  readonly isShared: boolean;
  readonly auth: Auth;
  readonly log: Log;
}

/** Longest time for all headers, and for a whole request, in milliseconds: slow senders are cut off. */
const HEADERS_TIME = 10_000;
const REQUEST_TIME = 30_000;

/** How often connections are checked for that, in milliseconds. */
const CHECK_INTERVAL = 1000;

/** Most bytes of all headers of a request, and most of them. */
const HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

/** Sockets for each chat at once: most of the time, a person reads or types. */
const SOCKETS_PER_CHAT = 20;

/** One replica of the gateway. */
export class Gateway {
  private readonly http: Server;
  private readonly metricsHttp: Server;
  private readonly slots: Slots;
  private readonly metrics: Metrics;
  private readonly replies: Replies;
  private readonly routes: Routes;
  private readonly sockets: Sockets;
  private readonly streams = new Set<Stream>();
  private readonly phase = { isLeaving: false, isRefusing: false };
  private isLocal = false;

  constructor(private readonly parts: GatewayParts) {
    const { settings, model, store, auth, log } = parts;
    const now = Date.now;
    this.slots = new Slots(
      settings.concurrentChats,
      settings.queuedChats,
      settings.queueSeconds * 1000,
    );
    this.metrics = new Metrics(this.slots, () => this.streams.size);
    this.replies = new Replies({
      model,
      store,
      now,
      slots: this.slots,
      observer: this.metrics,
      longestReply: settings.longestReplySeconds * 1000,
      resumeGrace: settings.resumeGraceSeconds * 1000,
      report: (error) => log.error("unexpected", { error: errorName(error) }),
    });
    const { chatsPerMinute, trustedProxyHops, longestReplySeconds } = settings;
    const common = {
      replies: this.replies,
      streams: this.streams,
      phase: this.phase satisfies Phase,
      heartbeat: settings.heartbeatSeconds * 1000,
      admission: new Admission({
        auth,
        phase: this.phase,
        shared: store,
        local: new MemoryStore(now),
        chatsPerMinute,
        trustedProxyHops,
      }),
    };
    const assets = loadAssets(settings.assetsDir);
    this.routes = new Routes({ ...common, model, store, assets, longestReplySeconds });
    this.sockets = new Sockets({
      ...common,
      model: model.name,
      most: settings.concurrentChats * SOCKETS_PER_CHAT,
      isProxied: trustedProxyHops > 0,
      onRefused: (error, cause) => this.note(error, cause),
    });
    this.http = createServer(
      {
        headersTimeout: HEADERS_TIME,
        requestTimeout: REQUEST_TIME,
        connectionsCheckingInterval: CHECK_INTERVAL,
        keepAliveTimeout: settings.keepAliveSeconds * 1000,
        maxHeaderSize: HEADER_BYTES,
        noDelay: true,
      },
      (request, response) => void this.answer(request, response),
    );
    // Node drops the rest without a word: one more tells that there are too many.
    this.http.maxHeadersCount = MOST_HEADERS + 1;
    this.http.on("upgrade", (request, socket, head) => {
      if (this.isMisdirected(request)) socket.destroy();
      else this.sockets.upgrade(request, socket, head);
    });
    this.metricsHttp = createServer(
      (request, response) => void this.showMetrics(request, response),
    );
  }

  /**
   * @param where `machine` for a gateway that only this machine reaches
   * @returns the ports it listens on
   */
  async listen(
    where: "network" | "machine" = "network",
  ): Promise<{ readonly port: number; readonly metricsPort: number }> {
    const { port, metricsPort } = this.parts.settings;
    this.isLocal = where === "machine";
    const host = this.isLocal ? "127.0.0.1" : undefined;
    const [main, metrics] = await Promise.all([
      listen(this.http, port, host),
      listen(this.metricsHttp, metricsPort, host),
    ]);
    return { port: main, metricsPort: metrics };
  }

  /** Leaves: first routing, then new chats, then the streams, each in its time. */
  async drain(): Promise<void> {
    const { routingDelaySeconds, drainSeconds } = this.parts.settings;
    this.phase.isLeaving = true;
    await sleep(routingDelaySeconds * 1000);
    this.phase.isRefusing = true;
    this.slots.close();
    for (const stream of this.streams) stream.announceDrain();
    this.sockets.announceDrain();
    const end = Date.now() + drainSeconds * 1000;
    while (this.busy && Date.now() < end) await sleep(50);
    await this.close();
  }

  /** Ends everything now; replies under way go on at other replicas, where there are any. */
  async close(): Promise<void> {
    this.phase.isLeaving = true;
    this.phase.isRefusing = true;
    this.slots.close();
    await this.replies.handOver(this.parts.isShared);
    this.sockets.close();
    const closed = [this.http, this.metricsHttp].map(async (server) => {
      server.close();
      server.closeIdleConnections();
      if (server.listening) await once(server, "close");
    });
    await Promise.race([Promise.all(closed), sleep(1000, undefined, { ref: false })]);
    this.sockets.terminate();
    this.http.closeAllConnections();
    this.metricsHttp.closeAllConnections();
    await this.parts.store.close();
  }

  private isMisdirected({ headers }: IncomingMessage): boolean {
    return this.isLocal && !isLocalName(headers.host);
  }

  private get busy(): boolean {
    return this.replies.size > 0 || this.streams.size > 0;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that keeps no connection open loses none when this replica ends.
    if (this.phase.isLeaving) response.setHeader("connection", "close");
    try {
      if (this.isMisdirected(request))
        throw badRequest("This gateway serves its own machine only.");
      if (request.rawHeaders.length / 2 > MOST_HEADERS) throw badRequest("Too many headers.");
      await this.routes.handle(request, response);
    } catch (error) {
      this.refuse(request, response, error);
    }
  }

  private refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // A client that has left needs no answer, and its leaving is no error.
    if (response.destroyed) return;
    const refusal = toApiError(error);
    this.note(refusal, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { retryAfterSeconds, status, body } = refusal;
    if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
    if (status === 401) response.setHeader("www-authenticate", "Bearer");
    sendJson(response, status, body);
    // What is left of the body must be read for the next request, but is not kept.
    request.resume();
  }

  private note({ code }: ApiError, cause: unknown): void {
    this.metrics.refused(code);
    if (code === "internal") this.parts.log.error("unexpected", { error: errorName(cause) });
  }

  private async showMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    const { registry } = this.metrics;
    response.setHeader("content-type", registry.contentType);
    response.end(await registry.metrics());
  }
}

async function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
