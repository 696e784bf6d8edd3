import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "../api/errors";

/** Who may chat. */
export interface Auth {
  readonly kind: "none" | "bearer" | "oidc";
  /**
   * @param token what the client showed
   * @returns whose conversations it may see; empty where clients have no names
   * @throws ApiError `unauthorized`
   */
  check(token: string | undefined): Promise<string>;
}

/** Everybody may chat. */
export const noAuth: Auth = { kind: "none", check: () => Promise.resolve("") };

/** Whoever knows one token may chat. */
export function bearerAuth(token: string): Auth {
  const expected = sha256(token);
  return {
    kind: "bearer",
    check: (given = "") => {
      // Digests are of one length, so that the time tells nothing, not even of the length.
      const isRight = timingSafeEqual(sha256(given), expected);
      return isRight ? Promise.resolve("") : Promise.reject(unauthorized());
    },
  };
}

/** The token of an Authorization header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? "")?.[1];
}

export function unauthorized(): ApiError {
  return new ApiError("unauthorized", "A valid token is needed, as Authorization: Bearer.");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
