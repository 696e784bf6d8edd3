import { createServer, type Server, type ServerResponse } from "node:http";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Slots } from "./admission/slots";
import type { ReplyObserver } from "./reply/liveReply";
import type { ProbeObserver } from "./probe/chatProbe";
import type { Produced } from "./reply/producer";

/** What Prometheus reads of a replica. */
export class Metrics implements ReplyObserver, ProbeObserver {
  readonly registry = new Registry();
  private readonly firstToken = this.histogram(
    "chatbot_first_token_seconds",
    "Time from the start of a reply to its first token",
    [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
  );
  private readonly speed = this.histogram(
    "chatbot_tokens_per_second",
    "Speed of a reply from its first token to its last",
    [1, 5, 10, 20, 40, 80, 160, 320],
  );
  private readonly tokens = this.counter("chatbot_tokens_total", "Tokens of all replies", []);
  private readonly replies = this.counter(
    "chatbot_replies_total",
    "Replies by how they ended here: a reason of an end, a code of an error, or how they left",
    ["outcome"],
  );
  private readonly takeovers = this.counter(
    "chatbot_takeovers_total",
    "Replies that another replica had left",
    [],
  );
  private readonly refusals = this.counter(
    "chatbot_errors_total",
    "Requests and messages that were refused, by code",
    ["code"],
  );
  private readonly probes = this.counter(
    "chatbot_probes_total",
    "Answers of the chat probe: ok, or why chats do not work here",
    ["answer"],
  );
  private readonly checks = this.counter(
    "chatbot_checks_total",
    "Calls that the chat probe made itself, by what was called and how it ended",
    ["of", "outcome"],
  );

  constructor(slots: Pick<Slots, "inFlight" | "queued">, streams: () => number) {
    const { registry } = this;
    collectDefaultMetrics({ register: registry });
    new Gauge({
      name: "chatbot_chats",
      help: "Chats on this replica, in flight and queued: their sum is what to scale on",
      labelNames: ["state"],
      registers: [registry],
      collect() {
        this.set({ state: "in_flight" }, slots.inFlight);
        this.set({ state: "queued" }, slots.queued);
      },
    });
    new Gauge({
      name: "chatbot_streams",
      help: "Open streams to clients",
      registers: [registry],
      collect() {
        this.set(streams());
      },
    });
  }

  produced({ outcome, reason, tokens, streaming, firstToken }: Produced): void {
    this.replies.inc({ outcome: outcome === "lost" || outcome === "released" ? outcome : reason });
    this.tokens.inc(tokens);
    if (firstToken !== undefined) this.firstToken.observe(firstToken / 1000);
    if (streaming > 0) this.speed.observe((tokens - 1) / (streaming / 1000));
  }

  tookOver(): void {
    this.takeovers.inc();
  }

  refused(code: string): void {
    this.refusals.inc({ code });
  }

  probed(answer: string): void {
    this.probes.inc({ answer });
  }

  checked(of: string, outcome: string): void {
    this.checks.inc({ of, outcome });
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] });
  }

  private counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}

/** Serves the metrics on a port of their own, which no client of the chatbot reaches. */
export function metricsServer(registry: Registry): Server {
  const show = async (response: ServerResponse): Promise<void> => {
    const text = await registry.metrics();
    response.setHeader("content-type", registry.contentType).end(text);
  };
  return createServer((request, response) => {
    if (request.url === "/metrics") void show(response);
    else response.writeHead(404).end();
  });
}
