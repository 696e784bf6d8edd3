import assert from "node:assert/strict";
import { identityToken, REDIS } from "../../../app/functions/azure/identityToken";

const IDENTITY = {
  endpoint: "http://127.0.0.1:8081/msi/token",
  header: "proof",
  clientId: "client",
};

describe("tokens of the app's identity", () => {
  let now: number;
  let asked: { url: string; header: string | null }[];
  let answer: () => Response;

  const tokens = () =>
    identityToken(IDENTITY, REDIS, {
      now: () => now,
      fetch: (input, init) => {
        const { url, headers } = new Request(input, init);
        asked.push({ url, header: headers.get("x-identity-header") });
        return Promise.resolve(answer());
      },
    });

  /** A token of an hour, as App Service answers it. */
  const hour = (): Response =>
    Response.json({
      access_token: `token ${asked.length}`,
      expires_on: String(now / 1000 + 3600),
      resource: REDIS,
      token_type: "Bearer",
    });

  beforeEach(() => {
    now = 1_800_000_000_000;
    asked = [];
    answer = hour;
  });

  it("are asked for as App Service wants it", async () => {
    assert.equal(await tokens()(), "token 1");
    assert.deepEqual(asked, [
      {
        url: "http://127.0.0.1:8081/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fredis.azure.com&client_id=client",
        header: "proof",
      },
    ]);
  });

  it("are kept until five minutes before their end, by all who ask at once", async () => {
    const token = tokens();
    assert.deepEqual(await Promise.all([token(), token(), token()]), Array(3).fill("token 1"));
    now += 55 * 60_000 - 1;
    assert.equal(await token(), "token 1");
    assert.equal(asked.length, 1);
    now += 1;
    assert.deepEqual(await Promise.all([token(), token()]), ["token 2", "token 2"]);
    assert.equal(asked.length, 2);
  });

  it("are asked for again after a failure, whose answer is not repeated", async () => {
    const token = tokens();
    const failures: [Response, RegExp][] = [
      [new Response("secret", { status: 500 }), /^Error: The identity's endpoint answered 500\.$/],
      [Response.json({ access_token: 1, expires_on: "1" }), /answered no token/],
      [Response.json({ access_token: "secret", expires_on: "soon" }), /answered no token/],
      [Response.json({ access_token: "secret" }), /answered no token/],
    ];
    for (const [response, message] of failures) {
      answer = () => response;
      await assert.rejects(token(), (error) => {
        assert.match(String(error), message);
        assert.doesNotMatch(String(error), /secret/);
        return true;
      });
    }
    answer = hour;
    assert.equal(await token(), "token 5");
  });
});
