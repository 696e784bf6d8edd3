import type { Environment } from "../functions/settings";
import { bearerToken } from "./admission/auth";
import { GatewaySettingsReader as Reader, LOOPBACK } from "./settingsReader";
import { readWorkloadIdentity, type WorkloadIdentity } from "./store/workloadToken";

/** What the gateway reads from its environment; docs/gateway.md lists the variables. */
export interface GatewaySettings {
  readonly port: number;
  readonly metricsPort: number;
  readonly concurrentChats: number;
  readonly queuedChats: number;
  readonly queueSeconds: number;
  readonly longestReplySeconds: number;
  readonly heartbeatSeconds: number;
  readonly routingDelaySeconds: number;
  readonly drainSeconds: number;
  readonly resumeGraceSeconds: number;
  readonly keepAliveSeconds: number;
  readonly chatsPerMinute: number;
  readonly trustedProxyHops: number;
  readonly assetsDir: string | undefined;
  readonly model: ModelSettings;
  readonly store: StoreSettings | undefined;
  readonly auth: AuthSettings;
}

export type ModelSettings =
  | { readonly backend: "demo"; readonly tokensPerSecond: number }
  | {
      readonly backend: "openai";
      readonly url: string;
      readonly name: string | undefined;
      readonly apiKey: string | undefined;
      readonly firstTokenSeconds: number;
      readonly silenceSeconds: number;
    };

export interface StoreSettings {
  readonly host: string;
  readonly port: number;
  /** Off only for a server on this machine. */
  readonly tls: boolean;
  readonly username: string | undefined;
  /** A password, or tokens of the replica's own identity; undefined for a server without any. */
  readonly credential:
    | { readonly kind: "password"; readonly password: string }
    | { readonly kind: "entra"; readonly identity: WorkloadIdentity }
    | undefined;
}

export type AuthSettings =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | {
      readonly kind: "oidc";
      readonly issuer: string;
      readonly audience: string;
      /** The page, as the issuer knows it; undefined when people bring tokens of their own. */
      readonly clientId: string | undefined;
      readonly scopes: string;
    };

/** Fewest characters of a bearer token: 128 bits in base64. */
const SHORTEST_TOKEN = 22;

/**
 * Reads the settings.
 * @throws SettingsError with everything that is wrong
 */
export function readSettings(environment: Environment): GatewaySettings {
  const read = new Reader(environment);
  const longestReplySeconds = read.number("LONGEST_REPLY_SECONDS", 120, 1);
  const concurrentChats = read.number("CONCURRENT_CHATS", 100, 1);
  const settings: GatewaySettings = {
    port: read.port("PORT", 8080),
    metricsPort: read.port("METRICS_PORT", 9090),
    concurrentChats,
    queuedChats: read.number("QUEUED_CHATS", Math.ceil(concurrentChats / 2)),
    queueSeconds: read.number("QUEUE_SECONDS", 15, 1),
    longestReplySeconds,
    heartbeatSeconds: read.number("HEARTBEAT_SECONDS", 15, 1),
    routingDelaySeconds: read.number("ROUTING_DELAY_SECONDS", 0),
    drainSeconds: read.number("DRAIN_SECONDS", longestReplySeconds),
    resumeGraceSeconds: read.number("RESUME_GRACE_SECONDS", 30),
    keepAliveSeconds: read.number("KEEP_ALIVE_SECONDS", 75, 1),
    chatsPerMinute: read.number("CHATS_PER_MINUTE", 60, 1),
    trustedProxyHops: read.number("TRUSTED_PROXY_HOPS", 0),
    assetsDir: read.optional("ASSETS_DIR"),
    model: readModel(read),
    store: readStore(read),
    auth: readAuth(read),
  };
  read.check();
  return settings;
}

function readModel(read: Reader): ModelSettings {
  if (read.choice("MODEL_BACKEND", "demo", "openai") === "demo") {
    return { backend: "demo", tokensPerSecond: read.number("DEMO_TOKENS_PER_SECOND", 30) };
  }
  const apiKey = read.secret("MODEL_API_KEY");
  if (apiKey !== undefined && !/^[!-~]*$/.test(apiKey)) {
    read.refuse("MODEL_API_KEY may hold printable ASCII only, without spaces.");
  }
  return {
    backend: "openai",
    url: read.url("MODEL_URL").replace(/\/+$/, ""),
    name: read.optional("MODEL_NAME"),
    apiKey,
    firstTokenSeconds: read.number("MODEL_FIRST_TOKEN_SECONDS", 60, 1),
    silenceSeconds: read.number("MODEL_SILENCE_SECONDS", 30, 1),
  };
}

function readStore(read: Reader): StoreSettings | undefined {
  if (read.choice("SESSION_STORE", "memory", "redis") === "memory") return undefined;
  const host = read.text("SESSION_STORE_HOST");
  const auth = read.choice("SESSION_STORE_AUTH", "password", "entra", "none");
  const tls = read.choice("SESSION_STORE_TLS", "true", "false") === "true";
  if ((!tls || auth === "none") && !LOOPBACK.includes(host)) {
    read.refuse(
      "SESSION_STORE_TLS=false and SESSION_STORE_AUTH=none are for a server on this machine only.",
    );
  }
  return {
    host,
    port: read.port("SESSION_STORE_PORT", 6379, 1),
    tls,
    username:
      auth === "entra"
        ? read.text("SESSION_STORE_USERNAME")
        : read.optional("SESSION_STORE_USERNAME"),
    credential: readCredential(read, auth),
  };
}

function readCredential(
  read: Reader,
  auth: "password" | "entra" | "none",
): StoreSettings["credential"] {
  if (auth === "none") return undefined;
  if (auth === "entra") return { kind: "entra", identity: readWorkloadIdentity(read) };
  const password = read.secret("SESSION_STORE_PASSWORD");
  if (password === undefined) {
    read.refuse("SESSION_STORE_PASSWORD or SESSION_STORE_PASSWORD_FILE is missing.");
  }
  return { kind: "password", password: password ?? "" };
}

function readAuth(read: Reader): AuthSettings {
  const kind = read.choice("AUTH", "none", "bearer", "oidc");
  const isPublic = read.choice("PUBLIC", "false", "true") === "true";
  const anonymous = read.choice("ALLOW_ANONYMOUS", "false", "true") === "true";
  switch (kind) {
    case "none":
      if (isPublic && !anonymous) {
        read.refuse(
          "AUTH=none would let the Internet chat at your cost: set AUTH=bearer or AUTH=oidc, or ALLOW_ANONYMOUS=true.",
        );
      }
      return { kind };
    case "bearer": {
      const token = read.secret("AUTH_TOKEN") ?? "";
      if (token.length < SHORTEST_TOKEN) {
        read.refuse(
          `AUTH_TOKEN or AUTH_TOKEN_FILE must hold at least ${SHORTEST_TOKEN} characters.`,
        );
      } else if (bearerToken(`Bearer ${token}`) === undefined) {
        read.refuse("AUTH_TOKEN may hold letters, digits and -._~+/= only.");
      }
      return { kind, token };
    }
    case "oidc":
      return {
        kind,
        issuer: read.url("OIDC_ISSUER"),
        audience: read.text("OIDC_AUDIENCE"),
        clientId: read.optional("OIDC_CLIENT_ID"),
        scopes: read.optional("OIDC_SCOPES") ?? "openid",
      };
  }
}
