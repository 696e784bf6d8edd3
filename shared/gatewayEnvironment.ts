import type * as pulumi from "@pulumi/pulumi";
import type { SecretName, SessionStore } from "./platform";
import { mebibytes, seconds } from "./units";
import type { Access, ChatbotWorkload } from "./workload";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, pulumi.Input<string>>>;

/** The variable that holds each secret; with `_FILE` behind it, the one that names a file instead. */
export const SECRET_VARIABLES: Readonly<Record<SecretName, string>> = {
  "model-api-key": "MODEL_API_KEY",
  "session-store-password": "SESSION_STORE_PASSWORD",
  "gateway-token": "AUTH_TOKEN",
};

/** Port of the gateway's metrics, which no load balancer leads to. */
export const METRICS_PORT = 9090;

/**
 * Path of the chat probe on the gateway's port: 200 when chats work there, 503 when they do not. The
 * gateway stands alone and has it too, in `app/gateway/probe/chatProbe.ts`.
 */
export const PROBE_PATH = "/api/probe";

/**
 * Proxies before the gateway that add the address of who calls them to X-Forwarded-For: on each
 * cloud one, the ALB, the edge proxy or Front Door.
 */
const PROXY_HOPS = 1;

/** Share of the container's memory that Node.js may use as heap; the rest is buffers and code. */
const HEAP_SHARE = 0.75;

/** The environment of the gateway container, secrets apart; the same on every platform. */
export function gatewayEnvironment(
  { gateway, model }: ChatbotWorkload,
  sessionStore: SessionStore | undefined,
  proxyHops = PROXY_HOPS,
): Environment {
  return {
    PORT: String(gateway.port),
    CONCURRENT_CHATS: String(gateway.concurrentChats),
    LONGEST_REPLY_SECONDS: String(seconds(gateway.longestReply)),
    HEARTBEAT_SECONDS: String(seconds(gateway.heartbeat)),
    DRAIN_SECONDS: String(seconds(gateway.drain)),
    KEEP_ALIVE_SECONDS: String(seconds(gateway.keepAlive)),
    METRICS_PORT: String(METRICS_PORT),
    TRUSTED_PROXY_HOPS: String(proxyHops),
    ...accessEnvironment(gateway.access),
    MODEL_BACKEND: model.backend,
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(mebibytes(gateway.memory) * HEAP_SHARE)}`,
    ...(model.url === undefined ? {} : { MODEL_URL: model.url }),
    ...(model.name === undefined ? {} : { MODEL_NAME: model.name }),
    ...sessionEnvironment(sessionStore),
  };
}

function accessEnvironment({ auth, ...access }: Access): Environment {
  return {
    AUTH: auth.kind,
    ...(auth.kind === "oidc" && {
      OIDC_ISSUER: auth.issuer,
      OIDC_AUDIENCE: auth.audience,
      OIDC_SCOPES: auth.scopes,
      ...(auth.clientId !== undefined && { OIDC_CLIENT_ID: auth.clientId }),
    }),
    PUBLIC: String(access.isPublic),
    ALLOW_ANONYMOUS: String(access.allowsAnonymous),
    CHATS_PER_MINUTE: String(access.chatsPerMinute),
  };
}

function sessionEnvironment(store: SessionStore | undefined): Environment {
  if (!store) return { SESSION_STORE: "memory" };
  return {
    SESSION_STORE: "redis",
    SESSION_STORE_HOST: store.host,
    SESSION_STORE_PORT: String(store.port),
    SESSION_STORE_AUTH: store.auth,
    ...(store.username === undefined ? {} : { SESSION_STORE_USERNAME: store.username }),
  };
}
