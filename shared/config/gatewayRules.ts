import { isOfInternet } from "../cidr";
import { METRICS_PORT } from "../gatewayEnvironment";
import { seconds } from "../units";
import type { Problem } from "./problems";
import type { Config } from "./schema";

/**
 * The rules of who may chat, and of the gateway's ports.
 * @param secretKeys names of the secrets that the stack has
 */
export function gatewayRules(config: Config, secretKeys: ReadonlySet<string>): Problem[] {
  return [
    ...bearerRules(config, secretKeys),
    ...oidcRules(config),
    ...openRules(config),
    ...portRules(config),
    ...largeNumbers(config),
  ];
}

function bearerRules({ gateway }: Config, secretKeys: ReadonlySet<string>): Problem[] {
  const isGiven = secretKeys.has("gatewayToken");
  if (gateway.auth === "bearer" && !isGiven) {
    const fix = "Run: openssl rand -base64 32 | pulumi config set --secret gatewayToken";
    return [{ key: "gatewayToken", rule: "is required with gateway.auth bearer", fix }];
  }
  if (gateway.auth === "bearer" || !isGiven) return [];
  const rule = `must not stand beside gateway.auth ${gateway.auth}, which asks for no such token`;
  const fix = "Set gateway.auth: bearer, or run: pulumi config rm gatewayToken";
  return [{ key: "gatewayToken", rule, fix }];
}

function oidcRules({ gateway: { auth, oidc } }: Config): Problem[] {
  if (auth === "oidc" && !oidc) {
    const fix = "Set gateway.oidc.issuer and gateway.oidc.audience.";
    return [{ key: "gateway.oidc", rule: "is required with gateway.auth oidc", fix }];
  }
  if (auth === "oidc" || !oidc) return [];
  const rule = `must not stand beside gateway.auth ${auth}, which asks no issuer`;
  return [{ key: "gateway.oidc", value: oidc.issuer, rule, fix: "Set gateway.auth: oidc." }];
}

function openRules({ size, gateway, ingress }: Config): Problem[] {
  if (size !== "prod" || gateway.auth !== "none" || gateway.allowAnonymous) return [];
  if (!ingress.allowedCidrs.some(isOfInternet)) return [];
  const rule = "must not be none in prod while ingress.allowedCidrs lets the Internet in";
  const fix =
    "Set gateway.auth to bearer or oidc, narrow ingress.allowedCidrs, or set gateway.allowAnonymous: true.";
  return [{ key: "gateway.auth", value: "none", rule, fix }];
}

function portRules({ gateway: { port } }: Config): Problem[] {
  if (port !== METRICS_PORT) return [];
  const rule = "must not be the port of the gateway's metrics";
  return [{ key: "gateway.port", value: String(port), rule, fix: "Choose another port." }];
}

/** Largest number that the gateway takes, of seconds too: `app/gateway/settingsReader.ts`. */
const LARGEST = 2_000_000;

function largeNumbers({ gateway }: Config): Problem[] {
  const { concurrentChats, chatsPerMinute, longestReply, heartbeat, drain } = gateway;
  const given = { concurrentChats, chatsPerMinute, longestReply, heartbeat, drain };
  return Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const isTime = typeof value === "string";
    if ((isTime ? seconds(value) : value) <= LARGEST) return [];
    const most = LARGEST.toLocaleString("en-US");
    const rule = `must be at most ${most}${isTime ? " seconds" : ""}: with more, the gateway does not start`;
    return [{ key: `gateway.${key}`, value: String(value), rule, fix: "Choose a smaller one." }];
  });
}
