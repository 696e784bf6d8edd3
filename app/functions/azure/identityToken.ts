import type { SettingsReader } from "../settings";
import { renewedToken, type Token } from "./renewedToken";

/** The app's own source of tokens, and the identity to have them for. */
export interface Identity {
  readonly endpoint: string;
  /** Proves to the endpoint that the app itself asks. */
  readonly header: string;
  readonly clientId: string;
}

/** What a test replaces. */
export interface TokenTools {
  readonly fetch: typeof fetch;
  /** In milliseconds since 1970. */
  readonly now: () => number;
}

/** What tokens for Azure Managed Redis are for (Azure docs, "Use Microsoft Entra for authentication"). */
export const REDIS = "https://redis.azure.com";

/** The endpoint is on the machine itself: it answers within so many milliseconds, or never. */
const TIME_OUT = 5000;

/** App Service's own variables, and the client id of the user-assigned identity. */
export function readIdentity(reader: SettingsReader): Identity {
  return {
    endpoint: reader.text("IDENTITY_ENDPOINT"),
    header: reader.text("IDENTITY_HEADER"),
    clientId: reader.text("AZURE_CLIENT_ID"),
  };
}

/**
 * Tokens of an identity, each used until shortly before its end; a failure is not remembered.
 * @param resource what they are for
 */
export function identityToken(
  identity: Identity,
  resource: string,
  { fetch, now }: TokenTools,
): () => Promise<string> {
  return renewedToken(() => load(identity, resource, fetch), now);
}

async function load(
  { endpoint, header, clientId }: Identity,
  resource: string,
  fetch: TokenTools["fetch"],
): Promise<Token> {
  const url = new URL(endpoint);
  url.searchParams.set("api-version", "2019-08-01");
  url.searchParams.set("resource", resource);
  url.searchParams.set("client_id", clientId);
  const response = await fetch(url, {
    headers: { "x-identity-header": header },
    signal: AbortSignal.timeout(TIME_OUT),
  });
  if (!response.ok) throw new Error(`The identity's endpoint answered ${response.status}.`);
  const { access_token: text, expires_on: end } = (await response.json()) as TokenReply;
  const seconds = Number(end);
  if (typeof text !== "string" || !(seconds > 0)) {
    throw new Error("The identity's endpoint answered no token.");
  }
  return { text, end: seconds * 1000 };
}

interface TokenReply {
  readonly access_token?: unknown;
  /** In seconds since 1970, as text. */
  readonly expires_on?: unknown;
}
