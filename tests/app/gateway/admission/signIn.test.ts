import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CLIENT, startIssuer, type TestIssuer } from "../../../support/signInIssuer";
import { startGateway, type TestGateway } from "../../../support/testGateway";

const STATE = "state-of-this-test";
const VERIFIER = "verifier-of-this-test-".padEnd(43, "x");
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");
const REDIRECT = "https://chat.example.com/";

describe("sign-in with an issuer", () => {
  let issuer: TestIssuer;
  let gateway: TestGateway;

  const start = (more: Readonly<Record<string, string>> = {}): Promise<TestGateway> =>
    startGateway({
      AUTH: "oidc",
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: CLIENT.audience,
      OIDC_CLIENT_ID: CLIENT.clientId,
      OIDC_SCOPES: CLIENT.scopes,
      ...more,
    });

  before(async () => {
    issuer = await startIssuer();
    gateway = await start();
  });

  after(async () => {
    await gateway.close();
    await issuer.close();
  });

  const leave = (query: Readonly<Record<string, string>>, base = gateway.base) =>
    fetch(`${base}/api/sign-in?${new URLSearchParams(query).toString()}`, { redirect: "manual" });

  const token = (body: unknown, base = gateway.base) =>
    fetch(`${base}/api/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  /** What the issuer gives to whoever signs in. */
  async function codeOf(base = gateway.base): Promise<string> {
    const query = { state: STATE, challenge: CHALLENGE, redirect: REDIRECT };
    const out = await leave(query, base);
    assert.equal(out.status, 302);
    const back = await fetch(out.headers.get("location") ?? "", { redirect: "manual" });
    const address = new URL(back.headers.get("location") ?? "");
    assert.equal(address.origin + address.pathname, REDIRECT);
    assert.equal(address.searchParams.get("state"), STATE);
    return address.searchParams.get("code") ?? "";
  }

  const kindOf = async (answer: Response): Promise<string> => {
    const { error } = (await answer.json()) as { error: { code: string } };
    return `${answer.status} ${error.code}`;
  };

  it("gives a token that the gateway takes, once for each code", async () => {
    const code = await codeOf();
    const body = { code, verifier: VERIFIER, redirect: REDIRECT };
    const answer = await token(body);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const { token: given } = (await answer.json()) as { token: string };
    const chat = await fetch(`${gateway.base}/api/chats`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${given}` },
      body: JSON.stringify({ messages: [{ role: "user", content: "hi" }] }),
    });
    assert.equal(chat.status, 200);
    assert.match(await chat.text(), /event: end/);
    assert.equal(await kindOf(await token(body)), "401 unauthorized");
  });

  it("gives the ID token where the client is the audience", async () => {
    const other = await start({ OIDC_AUDIENCE: CLIENT.clientId });
    try {
      const code = await codeOf(other.base);
      const answer = await token({ code, verifier: VERIFIER, redirect: REDIRECT }, other.base);
      const { token: given } = (await answer.json()) as { token: string };
      const claims = Buffer.from(given.split(".")[1] ?? "", "base64url").toString();
      assert.equal((JSON.parse(claims) as { aud: string }).aud, CLIENT.clientId);
    } finally {
      await other.close();
    }
  });

  it("gives nothing for a verifier, or an address to come back to, of another sign-in", async () => {
    for (const change of [
      { verifier: "another-verifier-".padEnd(43, "x") },
      { redirect: "https://evil.example.com/" },
    ]) {
      const body = { code: await codeOf(), verifier: VERIFIER, redirect: REDIRECT, ...change };
      assert.equal(await kindOf(await token(body)), "401 unauthorized");
    }
  });

  it("refuses what is no sign-in, without a word to the issuer", async () => {
    const { length } = issuer.server.received;
    const query = { state: STATE, challenge: CHALLENGE, redirect: REDIRECT };
    for (const change of [
      { state: "short" },
      { state: "with space and enough signs" },
      { challenge: VERIFIER.slice(1) },
      { redirect: "http://chat.example.com/" },
      { redirect: "javascript:alert(1)" },
      { redirect: "no address" },
    ]) {
      assert.equal(await kindOf(await leave({ ...query, ...change })), "400 bad_request");
    }
    const body = { code: "c", verifier: VERIFIER, redirect: REDIRECT };
    for (const change of [
      { code: "" },
      { code: 1 },
      { code: "c".repeat(5000) },
      { verifier: "short" },
      { redirect: "http://chat.example.com/" },
      { more: "fields" },
    ]) {
      assert.equal(await kindOf(await token({ ...body, ...change })), "400 bad_request");
    }
    assert.equal(issuer.server.received.length, length);
  });

  it("is told of by the gateway, and is not there without a client", async () => {
    const info = async (base: string): Promise<unknown> =>
      ((await (await fetch(`${base}/api/info`)).json()) as { signIn: unknown }).signIn;
    assert.equal(await info(gateway.base), true);
    const other = await start({ OIDC_CLIENT_ID: "" });
    try {
      assert.equal(await info(other.base), false);
      assert.equal(await kindOf(await leave({}, other.base)), "404 not_found");
      assert.equal(await kindOf(await token({}, other.base)), "404 not_found");
    } finally {
      await other.close();
    }
  });

  it("counts as chats do, and says when the issuer is away", async () => {
    const away = await start({ OIDC_ISSUER: "http://127.0.0.1:9", CHATS_PER_MINUTE: "1" });
    try {
      const query = { state: STATE, challenge: CHALLENGE, redirect: REDIRECT };
      assert.equal(await kindOf(await leave(query, away.base)), "503 issuer_unavailable");
      assert.equal(await kindOf(await leave(query, away.base)), "429 rate_limited");
    } finally {
      await away.close();
    }
  });
});
