import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from "jose";
import { digest } from "../api/ids";
import { unauthorized, type Auth } from "./auth";
import { discovery, ISSUER_TIME_OUT, issuerAway } from "./discovery";

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

/** Longest token, in characters: larger ones are not even looked at. */
const LONGEST_TOKEN = 8192;

/**
 * Whoever has a token of an OpenID Connect issuer may chat, and sees their own conversations only.
 * @param issuer its address, as it stands in its tokens
 * @param audience what its tokens for this service are for
 */
export function oidcAuth(issuer: string, audience: string): Auth {
  const addresses = discovery(issuer);
  let keySet: JWTVerifyGetKey | undefined;
  const find = async (): Promise<JWTVerifyGetKey> => {
    const { keys } = await addresses();
    return (keySet ??= createRemoteJWKSet(keys, { timeoutDuration: ISSUER_TIME_OUT }));
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

/** What jose says when the issuer's keys could not be had, or are none. */
const AWAY: readonly unknown[] = ["ERR_JWKS_TIMEOUT", "ERR_JOSE_GENERIC", "ERR_JWKS_INVALID"];

/** Whether it is no fault of the token's; what `fetch` throws has no code. */
function isAway(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === undefined || AWAY.includes(code);
}
