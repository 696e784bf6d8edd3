import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { startServer, type Answer, type Received, type TestServer } from "./servers";

/** Who signs in, and for what. */
export const CLIENT = { clientId: "page", audience: "chat", scopes: "openid chat" };

/** An OpenID Connect issuer on this machine, where everybody signs in at once. */
export interface TestIssuer {
  readonly url: string;
  readonly server: TestServer;
  /** What the issuer does with whoever comes: lets them in, or sends them back without a code. */
  isWilling: boolean;
  /** A token of its own, valid unless the claims say otherwise. */
  token(claims?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

interface Grant {
  readonly challenge: string;
  readonly redirect: string;
}

export async function startIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const grants = new Map<string, Grant>();
  const answer = (request: Received): Answer => {
    const url = new URL(request.path, issuer.url);
    switch (`${request.method} ${url.pathname}`) {
      case "GET /.well-known/openid-configuration":
        return json(200, {
          issuer: issuer.url,
          jwks_uri: `${issuer.url}/keys`,
          authorization_endpoint: `${issuer.url}/authorize?tenant=1`,
          token_endpoint: `${issuer.url}/token`,
        });
      case "GET /keys":
        return json(200, { keys: [{ ...publicKey.export({ format: "jwk" }), alg: "ES256" }] });
      case "GET /authorize":
        return authorize(url.searchParams);
      case "POST /token":
        return exchange(request, new URLSearchParams(request.body));
      default:
        return json(404, {});
    }
  };
  const authorize = (query: URLSearchParams): Answer => {
    const isRight =
      query.get("tenant") === "1" &&
      query.get("response_type") === "code" &&
      query.get("client_id") === CLIENT.clientId &&
      query.get("scope") === CLIENT.scopes &&
      query.get("code_challenge_method") === "S256";
    if (!isRight) return json(400, { error: "invalid_request" });
    const redirect = query.get("redirect_uri") ?? "";
    const back = new URL(redirect);
    back.searchParams.set("state", query.get("state") ?? "");
    if (issuer.isWilling) {
      const code = randomUUID();
      grants.set(code, { challenge: query.get("code_challenge") ?? "", redirect });
      back.searchParams.set("code", code);
    } else {
      back.searchParams.set("error", "access_denied");
    }
    return { status: 302, headers: { location: back.href } };
  };
  const exchange = ({ headers }: Received, form: URLSearchParams): Answer => {
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = form.get("code_verifier") ?? "";
    const isRight =
      grant?.challenge === createHash("sha256").update(verifier).digest("base64url") &&
      form.get("grant_type") === "authorization_code" &&
      form.get("client_id") === CLIENT.clientId &&
      form.get("redirect_uri") === grant.redirect &&
      headers.origin === new URL(grant.redirect).origin;
    if (!isRight) return json(400, { error: "invalid_grant" });
    return json(200, {
      access_token: issuer.token(),
      id_token: issuer.token({ aud: CLIENT.clientId }),
    });
  };
  const server = await startServer(answer);
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${server.port}`,
    server,
    isWilling: true,
    token: (claims = {}) => {
      const exp = Math.floor(Date.now() / 1000) + 3600;
      const body = { iss: issuer.url, aud: CLIENT.audience, sub: "ann", exp, ...claims };
      const text = [{ alg: "ES256" }, body]
        .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .join(".");
      const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
      return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
    },
    close: () => server.close(),
  };
  return issuer;
}

function json(status: number, body: unknown): Answer {
  const headers = { "content-type": "application/json" };
  return { status, body: JSON.stringify(body), headers };
}
