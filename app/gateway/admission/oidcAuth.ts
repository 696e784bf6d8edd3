import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from "jose";
import { ApiError } from "../api/errors";
import { digest } from "../api/ids";
import { unauthorized, type Auth } from "./auth";

/** Signatures by keys of which the issuer shows only the public half. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
];

/** How far the issuer's clock may be from ours, in seconds. */
const CLOCK_TOLERANCE = 30;

/** Longest wait for the issuer, in milliseconds. */
const TIME_OUT = 5000;

/** How long a failed look at the issuer keeps others from the next one, in milliseconds. */
const COOL_DOWN = 2000;

/** Longest token, in characters: larger ones are not even looked at. */
const LONGEST_TOKEN = 8192;

/**
 * Whoever has a token of an OpenID Connect issuer may chat, and sees their own conversations only.
 * @param issuer its address, as it stands in its tokens
 * @param audience what its tokens for this service are for
 */
export function oidcAuth(issuer: string, audience: string): Auth {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const find = (): Promise<JWTVerifyGetKey> => {
    keys ??= discover(issuer).catch((error: unknown) => {
      setTimeout(() => (keys = undefined), COOL_DOWN).unref();
      throw error;
    });
    return keys;
  };
  return {
    kind: "oidc",
    check: async (token) => {
      if (token === undefined || token.length > LONGEST_TOKEN) throw unauthorized();
      const key = await find().catch(() => Promise.reject(issuerAway()));
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ["exp", "sub"],
      }).catch((error: unknown) => Promise.reject(isAway(error) ? issuerAway() : unauthorized()));
      if (payload.sub === undefined || payload.sub === "") throw unauthorized();
      return digest(`${issuer} ${payload.sub}`, 32);
    },
  };
}

/** OpenID Connect Discovery 1.0, section 4. */
async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`, {
    redirect: "error",
    signal: AbortSignal.timeout(TIME_OUT),
  });
  if (!response.ok) throw new Error(`The issuer answered ${response.status}.`);
  const { issuer: named, jwks_uri: uri } = (await response.json()) as Discovery;
  if (named !== issuer || typeof uri !== "string") {
    throw new Error("The issuer describes another one.");
  }
  const address = new URL(uri);
  if (address.protocol !== "https:" && address.protocol !== new URL(issuer).protocol) {
    throw new Error("The issuer's keys are not safe on their way.");
  }
  return createRemoteJWKSet(address, { timeoutDuration: TIME_OUT });
}

/** What jose says when the issuer's keys could not be had, or are none. */
const AWAY: readonly unknown[] = ["ERR_JWKS_TIMEOUT", "ERR_JOSE_GENERIC", "ERR_JWKS_INVALID"];

/** Whether it is no fault of the token's; what `fetch` throws has no code. */
function isAway(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === undefined || AWAY.includes(code);
}

function issuerAway(): ApiError {
  return new ApiError("issuer_unavailable", "The token's issuer cannot be reached.", 5);
}

interface Discovery {
  readonly issuer?: unknown;
  readonly jwks_uri?: unknown;
}
