import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Admission, type Phase } from "./admission/admission";
import type { Auth } from "./admission/auth";
import type { SignIn } from "./admission/signIn";
import { Slots } from "./admission/slots";
import { badRequest, toApiError, type ApiError } from "./api/errors";
import { loadAssets } from "./http/assets";
import { isLocalName } from "./http/localName";
import { Routes } from "./http/routes";
import { sendError } from "./http/sendJson";
import { checkHeaders, httpServer, listen } from "./http/server";
import { errorName, logReply, type Log } from "./log";
import { Metrics, metricsServer } from "./metrics";
import type { Model } from "./model/model";
import { ChatProbe } from "./probe/chatProbe";
import { Replies } from "./reply/replies";
import type { Stream } from "./reply/stream";
import type { GatewaySettings } from "./settings";
import { Sockets } from "./socket/sockets";
import { MemoryStore } from "./store/memoryStore";
import type { SessionStore } from "./store/store";

/** What a gateway is put together from, besides its settings. */
export interface GatewayParts {
  readonly settings: GatewaySettings;
  readonly model: Model;
  readonly store: SessionStore;
  /** Whether other replicas see the same store. */
  readonly isShared: boolean;
  readonly auth: Auth;
  /** Where people sign in with an issuer on the page. */
  readonly signIn?: SignIn | undefined;
  readonly log: Log;
}

/** Sockets for each chat at once: most of the time, a person reads or types. */
const SOCKETS_PER_CHAT = 20;

/** One replica of the gateway. */
export class Gateway {
  private readonly http: Server;
  private readonly metricsHttp: Server;
  private readonly slots: Slots;
  private readonly metrics: Metrics;
  private readonly probe: ChatProbe;
  private readonly replies: Replies;
  private readonly routes: Routes;
  private readonly sockets: Sockets;
  private readonly streams = new Set<Stream>();
  private readonly phase = { isLeaving: false, isRefusing: false };
  private isLocal = false;

  constructor(private readonly parts: GatewayParts) {
    const { settings, store, auth, log } = parts;
    const now = Date.now;
    this.slots = new Slots(
      settings.concurrentChats,
      settings.queuedChats,
      settings.queueSeconds * 1000,
    );
    this.metrics = new Metrics(this.slots, () => this.streams.size);
    this.probe = new ChatProbe({ model: parts.model, store, now, observer: this.metrics });
    const { model } = this.probe;
    this.replies = new Replies({
      model,
      store,
      now,
      slots: this.slots,
      observer: {
        tookOver: () => this.metrics.tookOver(),
        produced: (result) => {
          this.metrics.produced(result);
          logReply(log, result);
        },
      },
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
    this.routes = new Routes({
      ...common,
      model,
      store,
      probe: this.probe,
      assets,
      signIn: parts.signIn,
      longestReplySeconds,
    });
    this.sockets = new Sockets({
      ...common,
      model: model.name,
      most: settings.concurrentChats * SOCKETS_PER_CHAT,
      isProxied: trustedProxyHops > 0,
      onRefused: (error, cause) => this.note(error, cause),
    });
    this.http = httpServer(
      settings.keepAliveSeconds * 1000,
      Math.max(settings.heartbeatSeconds, settings.queueSeconds) * 1000,
      (request, response) => void this.answer(request, response),
      (error, cause) => this.note(error, cause),
    );
    this.http.on("upgrade", (request, socket, head) => {
      if (this.isMisdirected(request)) socket.destroy();
      else this.sockets.upgrade(request, socket, head);
    });
    this.metricsHttp = metricsServer(this.metrics.registry);
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
    this.probe.close();
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
      checkHeaders(request);
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
    sendError(response, refusal);
    // What is left of the body must be read for the next request, but is not kept.
    request.resume();
  }

  private note({ code }: ApiError, cause: unknown): void {
    this.metrics.refused(code);
    if (code === "internal") this.parts.log.error("unexpected", { error: errorName(cause) });
  }
}
