import type * as pulumi from "@pulumi/pulumi";
import { isOfInternet } from "./cidr";
import { chainLimits } from "./config/limits";
import type { CloudConfig, Config } from "./config/schema";
import { workloadAlarms, type Alarm } from "./observability";
import { PACE, type ScalingPolicy } from "./scaling";
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
  /** Silence after which a replica closes an idle connection: longer than the balancer bears. */
  readonly keepAlive: Duration;
  readonly access: Access;
}

/** Who may chat, and how much. */
export interface Access {
  readonly auth:
    | { readonly kind: "none" }
    | { readonly kind: "bearer"; readonly token: pulumi.Output<string> | undefined }
    | {
        readonly kind: "oidc";
        readonly issuer: string;
        readonly audience: string;
        /** The page, as the issuer knows it; undefined when people bring tokens of their own. */
        readonly clientId: string | undefined;
        /** What the page asks the issuer for, separated by spaces. */
        readonly scopes: string;
      };
  /** Whether the Internet can reach the gateway. */
  readonly isPublic: boolean;
  /** Whether `none` will do in public. */
  readonly allowsAnonymous: boolean;
  /** Chats that one client may start in a minute. */
  readonly chatsPerMinute: number;
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
  readonly gatewayToken?: pulumi.Output<string>;
}

/** Endpoint changes reach every load balancer and proxy within this time (assumption). */
export const ROUTING_DELAY: Duration = "10s";

/** Time left between the end of the drain and the kill, to close connections and flush logs. */
export const SHUTDOWN_MARGIN: Duration = "5s";

/** How much longer than its load balancer a replica keeps an idle connection (AWS's advice for ALB). */
const KEEP_ALIVE_MARGIN: Duration = "15s";

/** The workload that a config describes, with every default filled in. */
export function describeWorkload(config: Config, secrets: Secrets): ChatbotWorkload {
  return {
    gateway: describeGateway(config, secrets),
    model: describeModel(config.model, secrets),
    functions: describeFunctions(config.functions),
    sessionStore: config.sessionStore,
    alarms: "alarms" in config ? describeAlarms(config) : [],
  };
}

function describeAlarms(config: CloudConfig): readonly Alarm[] {
  const { alarms, functions, sessionStore, failover } = config;
  return workloadAlarms(
    {
      errorPercent: alarms.errorPercent,
      p95Seconds: seconds(alarms.p95),
      queueAgeSeconds: seconds(alarms.queueAge),
      cacheMemoryPercent: alarms.cacheMemoryPercent,
    },
    {
      nodes: "nodes" in config,
      functions: functions.enabled,
      cache: sessionStore === "redis",
      healthChecks: failover?.dns !== undefined,
    },
  );
}

function describeGateway(all: Config, secrets: Secrets): Gateway {
  const config = all.gateway;
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
      ...("chatsTarget" in config && { chatsPerReplica: config.chatsTarget }),
      pace: PACE,
    },
    concurrentChats: config.concurrentChats,
    longestReply: config.longestReply,
    heartbeat: config.heartbeat,
    routingDelay: ROUTING_DELAY,
    drain,
    terminationGrace: config.terminationGrace ?? `${grace}s`,
    keepAlive: `${seconds(chainLimits(all).idleTimeout) + seconds(KEEP_ALIVE_MARGIN)}s`,
    access: describeAccess(all, secrets),
  };
}

function describeAccess({ size, gateway, ingress }: Config, secrets: Secrets): Access {
  return {
    auth: describeAuth(gateway, secrets),
    isPublic: ingress.allowedCidrs.some(isOfInternet),
    allowsAnonymous: size === "dev" || gateway.allowAnonymous,
    chatsPerMinute: gateway.chatsPerMinute,
  };
}

function describeAuth({ auth, oidc }: Config["gateway"], secrets: Secrets): Access["auth"] {
  switch (auth) {
    case "none":
      return { kind: auth };
    case "bearer":
      return { kind: auth, token: secrets.gatewayToken };
    case "oidc":
      return {
        kind: auth,
        // The rules of the config see to it that the issuer is given.
        issuer: oidc?.issuer ?? "",
        audience: oidc?.audience ?? "",
        clientId: oidc?.clientId,
        scopes: oidc?.scopes ?? "",
      };
  }
}

/** The gateway of this repository. */
const REFERENCE_GATEWAY = { context: "app", dockerfile: "Dockerfile" };

/** Where a config's image comes from: without a word about it, from this repository. */
export function imageSource({ image, build }: Config["gateway"]): ImageSource {
  if (image !== undefined) return { kind: "given", reference: image };
  return { kind: "build", ...(build ?? REFERENCE_GATEWAY) };
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

/** A cloud's config says more of its functions than the workload does. */
function describeFunctions(config: Config["functions"]): Functions {
  const { enabled, memory, timeout, maxConcurrency } = config;
  const { queueVisibility, requestsPerSecond, callbackHosts } = config;
  return {
    enabled,
    memory,
    timeout,
    maxConcurrency,
    queueVisibility,
    requestsPerSecond,
    callbackHosts,
  };
}
