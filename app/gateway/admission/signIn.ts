import { ApiError, badRequest } from "../api/errors";
import { fieldsOf } from "../api/json";
import { unauthorized } from "./auth";
import { discovery, ISSUER_TIME_OUT, issuerAway } from "./discovery";

/** The page as a client of an OpenID Connect issuer: a public one, which has no secret. */
export interface SignInClient {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scopes: string;
}

/** RFC 7636: the verifier has 43 to 128 of these signs, and a SHA-256 digest is 43 of them long. */
const VERIFIER = /^[\w.~-]{43,128}$/;
const CHALLENGE = /^[\w-]{43}$/;
const STATE = /^[\w-]{16,128}$/;

/** Longest code that is handed on, in characters. */
const LONGEST_CODE = 4096;

/**
 * Signs people in for the page, by authorization code with PKCE (RFC 6749, RFC 7636). The gateway
 * keeps nothing of it, so that any replica takes the next step; and it asks the issuer itself, so that
 * the page may talk to nobody but its gateway.
 */
export class SignIn {
  private readonly addresses: ReturnType<typeof discovery>;

  constructor(private readonly client: SignInClient) {
    this.addresses = discovery(client.issuer);
  }

  /**
   * Where the browser goes to sign in. The issuer sends it back to no address but those that it
   * knows of this client.
   * @param query `state`, `challenge` and `redirect`, as the page made them
   * @throws ApiError
   */
  async address(query: URLSearchParams): Promise<URL> {
    const state = query.get("state") ?? "";
    const challenge = query.get("challenge") ?? "";
    if (!STATE.test(state) || !CHALLENGE.test(challenge)) {
      throw badRequest("A state and the challenge of a verifier are wanted.");
    }
    const address = new URL(await this.find("authorization"));
    const { clientId, scopes } = this.client;
    const parameters = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectOf(query.get("redirect")).href,
      scope: scopes,
      state,
      code_challenge: challenge,
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    return address;
  }

  /**
   * Changes the code that the browser came back with for a token.
   * @param body `code`, `verifier` and the same `redirect`
   * @throws ApiError `unauthorized` when the issuer does not take the code
   */
  async token(body: unknown): Promise<string> {
    const { code, verifier, redirect } = fieldsOf(body, ["code", "verifier", "redirect"]);
    if (typeof code !== "string" || code === "" || code.length > LONGEST_CODE) {
      throw badRequest("The code of a sign-in is wanted.");
    }
    if (typeof verifier !== "string" || !VERIFIER.test(verifier)) {
      throw badRequest("The verifier of a sign-in is wanted.");
    }
    const back = redirectOf(redirect);
    const { clientId, audience } = this.client;
    const form = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: back.href,
    });
    const answer = await this.ask(await this.find("token"), form, back.origin);
    // An ID token is for the client itself, an access token for the audience of its scopes.
    const token = answer[audience === clientId ? "id_token" : "access_token"];
    if (typeof token !== "string") throw unauthorized();
    return token;
  }

  private async find(which: "authorization" | "token"): Promise<URL> {
    const addresses = await this.addresses().catch(() => Promise.reject(issuerAway()));
    const address = addresses[which];
    if (!address) throw new ApiError("not_found", "The issuer lets nobody sign in.");
    return address;
  }

  /** @param origin of the page: Microsoft Entra redeems codes of single-page applications only with it */
  private async ask(
    address: URL,
    form: URLSearchParams,
    origin: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    try {
      const response = await fetch(address, {
        method: "POST",
        body: form,
        headers: { accept: "application/json", origin },
        redirect: "error",
        signal: AbortSignal.timeout(ISSUER_TIME_OUT),
      });
      if (response.status >= 500) throw issuerAway();
      const answer: unknown = await response.json();
      if (!response.ok || typeof answer !== "object" || answer === null) throw unauthorized();
      return answer as Readonly<Record<string, unknown>>;
    } catch (error) {
      throw error instanceof ApiError ? error : issuerAway();
    }
  }
}

/** The page's own address: `https`, or this machine. */
function redirectOf(value: unknown): URL {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  const isSafe =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));
  if (!url || !isSafe) throw badRequest("The page's https address is wanted to come back to.");
  return url;
}
