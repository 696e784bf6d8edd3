import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisToken } from "../../../../app/gateway/store/workloadToken";

const MINUTE = 60_000;

describe("tokens of a pod's identity for Azure Managed Redis", () => {
  let folder: string;
  let tokenFile: string;
  let now: number;
  let asked: { url: string; fields: Record<string, string>; redirect: string }[];
  let answer: () => Response | Promise<Response>;

  const tokens = () =>
    redisToken(
      {
        clientId: "client",
        tenantId: "tenant",
        authority: "https://login.example.com/",
        tokenFile,
      },
      {
        now: () => now,
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const fields = Object.fromEntries(new URLSearchParams(await request.text()));
          asked.push({ url: request.url, fields, redirect: request.redirect });
          return await answer();
        },
      },
    );

  /** A token of an hour, as Entra answers it. */
  const hour = (): Response =>
    Response.json({
      access_token: `token ${asked.length}`,
      expires_in: 3600,
      token_type: "Bearer",
    });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-token-"));
    tokenFile = join(folder, "token");
  });

  after(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    now = 1_800_000_000_000;
    asked = [];
    answer = hour;
    writeFileSync(tokenFile, "assertion 1\n");
  });

  it("are had in exchange for the pod's own, as Entra wants it", async () => {
    assert.equal(await tokens()(), "token 1");
    assert.deepEqual(asked, [
      {
        url: "https://login.example.com/tenant/oauth2/v2.0/token",
        redirect: "error",
        fields: {
          grant_type: "client_credentials",
          client_id: "client",
          scope: "https://redis.azure.com/.default",
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: "assertion 1",
        },
      },
    ]);
  });

  it("are kept until five minutes before their end, then had for the file's new content", async () => {
    const token = tokens();
    assert.deepEqual(await Promise.all([token(), token()]), ["token 1", "token 1"]);
    writeFileSync(tokenFile, "assertion 2");
    now += 55 * MINUTE - 1;
    assert.equal(await token(), "token 1");
    assert.equal(asked.length, 1);
    now += 1;
    assert.equal(await token(), "token 2");
    assert.equal(asked[1]?.fields["client_assertion"], "assertion 2");
  });

  it("fail with what happened, but nothing of the answer, and are asked for again", async () => {
    const token = tokens();
    const failures: [() => Response | Promise<Response>, RegExp][] = [
      [() => new Response("secret", { status: 400 }), /^Error: The directory answered 400\.$/],
      [() => new Response("secret", { status: 503 }), /^Error: The directory answered 503\.$/],
      [() => Response.json({ access_token: 1, expires_in: 3600 }), /answered no token/],
      [() => Response.json({ access_token: "secret" }), /answered no token/],
      [() => Response.json({ access_token: "secret", expires_in: 0 }), /answered no token/],
      [() => Response.json({ access_token: "secret", expires_in: -1 }), /answered no token/],
      [() => Response.json({ access_token: "secret", expires_in: "soon" }), /answered no token/],
      [() => Promise.reject(new TypeError("fetch failed")), /fetch failed/],
    ];
    for (const [failure, message] of failures) {
      answer = failure;
      await assert.rejects(token(), (error) => {
        assert.match(String(error), message);
        assert.doesNotMatch(String(error), /secret|assertion/);
        return true;
      });
    }
    answer = hour;
    assert.equal(await token(), `token ${failures.length + 1}`);
  });

  it("fail while the pod's own token is not there, and are had when it is", async () => {
    const token = tokens();
    rmSync(tokenFile);
    await assert.rejects(token(), { code: "ENOENT" });
    assert.equal(asked.length, 0);
    writeFileSync(tokenFile, "assertion 3");
    assert.equal(await token(), "token 1");
    assert.equal(asked[0]?.fields["client_assertion"], "assertion 3");
  });
});
