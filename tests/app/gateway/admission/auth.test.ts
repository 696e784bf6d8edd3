import assert from "node:assert/strict";
import fc from "fast-check";
import { bearerAuth, bearerToken, noAuth } from "../../../../app/gateway/admission/auth";
import { ApiError } from "../../../../app/gateway/api/errors";
import { head, RawConnection } from "../../../support/rawConnection";
import { startGateway } from "../../../support/testGateway";

const TOKEN = "a-token-of-the-clients-0123456789";

const refused = (token: string | undefined): Promise<void> =>
  assert.rejects(bearerAuth(TOKEN).check(token), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.status], ["unauthorized", 401]);
    assert.deepEqual(error.body, {
      error: {
        code: "unauthorized",
        message: "A valid token is needed, as Authorization: Bearer.",
      },
    });
    return true;
  });

describe("a token that all clients share", () => {
  it("lets in whoever shows it, all as the same", async () => {
    assert.equal(await bearerAuth(TOKEN).check(TOKEN), "");
    assert.equal(await noAuth.check(undefined), "");
  });

  it("lets nobody in who shows anything else, of any length", async () => {
    await refused(undefined);
    for (const token of ["a", TOKEN.slice(1), `${TOKEN}x`, TOKEN.toUpperCase(), "x".repeat(1e6)]) {
      await refused(token);
    }
    const other = fc.string().filter((text) => text !== TOKEN && text !== "");
    await fc.assert(fc.asyncProperty(other, refused));
  });

  it("is compared by its digest, whose length tells nothing", async () => {
    // A comparison of texts of different lengths would throw in timingSafeEqual.
    for (let length = 1; length < 100; length += 1) await refused("y".repeat(length));
  });
});

describe("the token of a header", () => {
  it("stands behind its scheme, in any case, and is of RFC 6750's signs", () => {
    for (const header of ["Bearer abc", "bearer abc", "BEARER   abc"]) {
      assert.equal(bearerToken(header), "abc", header);
    }
    assert.equal(bearerToken("Bearer aZ09-._~+/=="), "aZ09-._~+/==");
    for (const header of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      "abc",
      "Basic abc",
      "Bearerabc",
      "Bearer a b",
      "Bearer a,b",
      "Bearer abc, Bearer def",
      'Bearer "abc"',
      "Bearer\tabc",
      " Bearer abc",
      "Bearer äbc",
    ]) {
      assert.equal(bearerToken(header), undefined, header);
    }
  });
});

describe("a gateway that wants a token", () => {
  it("refuses a request that shows two of them, whichever is right", async () => {
    const gateway = await startGateway({ AUTH: "bearer", AUTH_TOKEN: TOKEN });
    try {
      for (const [tokens, status] of [
        [[TOKEN], 404],
        [[TOKEN, "wrong"], 400],
        [["wrong", TOKEN], 400],
        [[TOKEN, TOKEN], 400],
        [["wrong"], 401],
        [[], 401],
      ] as const) {
        const lines = tokens.map((token) => `Authorization: Bearer ${token}`);
        const path = `/api/conversations/${"a".repeat(22)}`;
        const connection = new RawConnection(gateway.base);
        await connection.send(head(`GET ${path} HTTP/1.1`, "Connection: close", ...lines));
        assert.equal((await connection.closed()).status, status, tokens.join());
      }
      assert.ok(!gateway.log.some((line) => line.includes(TOKEN)));
    } finally {
      await gateway.close();
    }
  });
});
