import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "../admission/admission";
import type { SignIn } from "../admission/signIn";
import type { TokenBody } from "../api/api";
import { readJson } from "./body";
import { sendJson } from "./sendJson";

/** The two steps of a sign-in: each costs the issuer a request, so that each counts as a chat. */
export class SignInRoutes {
  constructor(
    private readonly signIn: SignIn,
    private readonly admission: Admission,
  ) {}

  /** Sends the browser to the issuer. */
  async leave(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> {
    await this.admission.admit("", request);
    const { href } = await this.signIn.address(query);
    response.writeHead(302, { location: href, "cache-control": "no-store" }).end();
  }

  /** Answers with the token. */
  async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.admission.admit("", request);
    const token = await this.signIn.token(await readJson(request));
    sendJson(response, 200, { token } satisfies TokenBody);
  }
}
