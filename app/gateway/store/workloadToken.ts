import { readFile } from "node:fs/promises";
import { renewedToken, type Token } from "../../functions/azure/renewedToken";
import type { SettingsReader } from "../../functions/settings";

/** What AKS tells a pod of its workload identity (Azure docs, "Workload identity": its webhook's variables). */
export interface WorkloadIdentity {
  readonly clientId: string;
  readonly tenantId: string;
  /** The directory, such as `https://login.microsoftonline.com/`. */
  readonly authority: string;
  /** The file that holds the pod's own token, which Kubernetes renews. */
  readonly tokenFile: string;
}

/** What a test replaces. */
export interface TokenTools {
  readonly fetch: typeof fetch;
  /** In milliseconds since 1970. */
  readonly now: () => number;
}

/** Any use of Azure Managed Redis (Azure docs, "Use Microsoft Entra for authentication"). */
const REDIS_SCOPE = "https://redis.azure.com/.default";

/** Longest wait for the directory, in milliseconds. */
const TIME_OUT = 5000;

export function readWorkloadIdentity(reader: SettingsReader): WorkloadIdentity {
  return {
    clientId: reader.text("AZURE_CLIENT_ID"),
    tenantId: reader.text("AZURE_TENANT_ID"),
    authority: reader.text("AZURE_AUTHORITY_HOST"),
    tokenFile: reader.text("AZURE_FEDERATED_TOKEN_FILE"),
  };
}

/** Tokens for Azure Managed Redis, in exchange for the pod's own. */
export function redisToken(identity: WorkloadIdentity, tools: TokenTools): () => Promise<string> {
  return renewedToken(() => exchange(identity, tools), tools.now);
}

async function exchange(
  { clientId, tenantId, authority, tokenFile }: WorkloadIdentity,
  { fetch, now }: TokenTools,
): Promise<Token> {
  const assertion = (await readFile(tokenFile, "utf8")).trim();
  const asked = now();
  const response = await fetch(new URL(`${tenantId}/oauth2/v2.0/token`, authority), {
    method: "POST",
    // RFC 7523, section 2.2: a signed token in place of the client's secret.
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      scope: REDIS_SCOPE,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    }),
    redirect: "error",
    signal: AbortSignal.timeout(TIME_OUT),
  });
  if (!response.ok) throw new Error(`The directory answered ${response.status}.`);
  const { access_token: text, expires_in: seconds } = (await response.json()) as TokenReply;
  if (typeof text !== "string" || typeof seconds !== "number" || !(seconds > 0)) {
    throw new Error("The directory answered no token.");
  }
  return { text, end: asked + seconds * 1000 };
}

interface TokenReply {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}
