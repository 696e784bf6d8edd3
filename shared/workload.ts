import type * as pulumi from "@pulumi/pulumi";
import type { CloudConfig, Config } from "./config/schema";
import { workloadAlarms, type Alarm } from "./observability";
import { SCALE_DOWN, SCALE_UP, type ScalingPolicy } from "./scaling";
import { seconds, type Bytes, type Cpu, type Duration } from "./units";

/** The chatbot as plain data, the same on every platform. */
export interface ChatbotWorkload {
  readonly gateway: Gateway;
  readonly model: Model;
  readonly functions: Functions;
  readonly sessionStore: "memory" | "redis";
  /** None where the platform measures nothing. */
  readonly alarms: readonly Alarm[];
}

/** The long-running HTTP service that streams replies. */
export interface Gateway {
  readonly image: ImageSource;
  readonly port: number;
  readonly cpu: Cpu;
  /** Request and limit alike: a replica is never promised memory that it may not use. */
  readonly memory: Bytes;
  readonly scaling: ScalingPolicy;
  readonly concurrentChats: number;
  readonly longestReply: Duration;
  readonly heartbeat: Duration;
  /** How long a stopping replica goes on serving new requests while routing forgets it. */
  readonly routingDelay: Duration;
  /** How long a stopping replica may take to finish its streams. */
  readonly drain: Duration;
  /** Time from the stop signal until the replica is killed. */
  readonly terminationGrace: Duration;
}

/** Where the gateway's image comes from. */
export type ImageSource =
  | { readonly kind: "given"; readonly reference: string }
  /** Built at `pulumi up`, and pushed to the registry of the stack. */
  | { readonly kind: "build"; readonly context: string; readonly dockerfile: string };

/** Where replies come from. */
export interface Model {
  readonly backend: "demo" | "openai";
  readonly url?: string;
  /** Model to ask for; an API with a single model needs none. */
  readonly name?: string;
  readonly apiKey?: pulumi.Output<string>;
  readonly tokensPerMinute?: number;
  readonly tokensPerSecond: number;
}

/** The webhook that takes events, and the worker that drains their queue. */
export interface Functions {
  readonly enabled: boolean;
  readonly memory: Bytes;
  readonly timeout: Duration;
  readonly maxConcurrency: number;
  readonly queueVisibility: Duration;
  /** Events a second that the webhook takes. */
  readonly requestsPerSecond: number;
  /** Host names that replies may be posted to. */
  readonly callbackHosts: readonly string[];
}

/** Secrets of the stack's config; never part of the config object itself. */
export interface Secrets {
  readonly modelApiKey?: pulumi.Output<string>;
}

/** Endpoint changes reach every load balancer and proxy within this time (assumption). */
const ROUTING_DELAY: Duration = "10s";

/** Time left between the end of the drain and the kill, to close connections and flush logs. */
export const SHUTDOWN_MARGIN: Duration = "5s";

/** The workload that a config describes, with every default filled in. */
export function describeWorkload(config: Config, secrets: Secrets): ChatbotWorkload {
  return {
    gateway: describeGateway(config.gateway),
    model: describeModel(config.model, secrets),
    functions: config.functions,
    sessionStore: config.sessionStore,
    alarms: "alarms" in config ? describeAlarms(config) : [],
  };
}

function describeAlarms({ alarms, functions, sessionStore }: CloudConfig): readonly Alarm[] {
  return workloadAlarms(
    {
      errorPercent: alarms.errorPercent,
      p95Seconds: seconds(alarms.p95),
      queueAgeSeconds: seconds(alarms.queueAge),
      cacheMemoryPercent: alarms.cacheMemoryPercent,
    },
    { functions: functions.enabled, cache: sessionStore === "redis" },
  );
}

function describeGateway(config: Config["gateway"]): Gateway {
  const drain = config.drain ?? config.longestReply;
  const grace = seconds(drain) + seconds(ROUTING_DELAY) + seconds(SHUTDOWN_MARGIN);
  return {
    image: imageSource(config),
    port: config.port,
    cpu: config.cpu,
    memory: config.memory,
    scaling: {
      min: config.minReplicas,
      max: config.maxReplicas,
      cpuPercent: config.cpuTarget,
      memoryPercent: config.memoryTarget,
      chatsPerReplica: config.chatsTarget,
      scaleUp: SCALE_UP,
      scaleDown: SCALE_DOWN,
    },
    concurrentChats: config.concurrentChats,
    longestReply: config.longestReply,
    heartbeat: config.heartbeat,
    routingDelay: ROUTING_DELAY,
    drain,
    terminationGrace: config.terminationGrace ?? `${grace}s`,
  };
}

/** The rules of the config see to it that one of the two is given. */
function imageSource({ image, build }: Config["gateway"]): ImageSource {
  return build ? { kind: "build", ...build } : { kind: "given", reference: image ?? "" };
}

function describeModel(config: Config["model"], secrets: Secrets): Model {
  return {
    backend: config.backend,
    tokensPerSecond: config.tokensPerSecond,
    ...(config.url === undefined ? {} : { url: config.url }),
    ...(config.name === undefined ? {} : { name: config.name }),
    ...(config.tokensPerMinute === undefined ? {} : { tokensPerMinute: config.tokensPerMinute }),
    ...(secrets.modelApiKey === undefined ? {} : { apiKey: secrets.modelApiKey }),
  };
}
