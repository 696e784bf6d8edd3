import { ApiError } from "../api/errors";

/** What an OpenID Connect issuer says of itself, as far as it is needed here. */
export interface IssuerAddresses {
  readonly keys: URL;
  /** Where people sign in; undefined for an issuer of which programs alone have tokens. */
  readonly authorization: URL | undefined;
  /** Where a code is changed for a token. */
  readonly token: URL | undefined;
}

/** Longest wait for the issuer, in milliseconds. */
export const ISSUER_TIME_OUT = 5000;

/** How long a failed look at the issuer keeps others from the next one, in milliseconds. */
const COOL_DOWN = 2000;

/**
 * Looks an issuer up, at the first call and after each failed one.
 * @param issuer its address, as it stands in its tokens
 * @returns throws while the issuer is away, or describes itself as another one
 */
export function discovery(issuer: string): () => Promise<IssuerAddresses> {
  let found: Promise<IssuerAddresses> | undefined;
  return () => {
    found ??= discover(issuer).catch((error: unknown) => {
      setTimeout(() => (found = undefined), COOL_DOWN).unref();
      throw error;
    });
    return found;
  };
}

/** OpenID Connect Discovery 1.0, section 4. */
async function discover(issuer: string): Promise<IssuerAddresses> {
  const response = await fetch(`${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`, {
    redirect: "error",
    signal: AbortSignal.timeout(ISSUER_TIME_OUT),
  });
  if (!response.ok) throw new Error(`The issuer answered ${response.status}.`);
  const said = (await response.json()) as Readonly<Record<string, unknown>>;
  const keys = safeAddress(said["jwks_uri"], issuer);
  if (said["issuer"] !== issuer || !keys) throw new Error("The issuer describes another one.");
  return {
    keys,
    authorization: safeAddress(said["authorization_endpoint"], issuer),
    token: safeAddress(said["token_endpoint"], issuer),
  };
}

/** An address that is as safe on its way as the issuer's own. */
function safeAddress(value: unknown, issuer: string): URL | undefined {
  if (typeof value !== "string") return undefined;
  const address = new URL(value);
  if (address.protocol !== "https:" && address.protocol !== new URL(issuer).protocol) {
    throw new Error("What the issuer names is not safe on its way.");
  }
  return address;
}

export function issuerAway(): ApiError {
  return new ApiError("issuer_unavailable", "The token's issuer cannot be reached.", 5);
}
