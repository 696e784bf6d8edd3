import assert from "node:assert/strict";
import { exportSPKI, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import type { Auth } from "../../../../app/gateway/admission/auth";
import { oidcAuth } from "../../../../app/gateway/admission/oidcAuth";
import { ApiError } from "../../../../app/gateway/api/errors";
import { Issuer, type SigningKey } from "../../../support/issuer";

const AUDIENCE = "chatbot";
const HOUR = 3600;

describe("tokens of an OpenID Connect issuer", () => {
  let issuer: Issuer;
  let auth: Auth;

  beforeEach(async () => {
    issuer = await Issuer.start();
    auth = oidcAuth(issuer.url, AUDIENCE);
  });

  afterEach(() => issuer.close());

  const seconds = (): number => Math.floor(Date.now() / 1000);

  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: issuer.url,
    aud: AUDIENCE,
    sub: "alice",
    iat: seconds(),
    exp: seconds() + HOUR,
    ...changes,
  });

  const token = (changes: JWTPayload = {}, key: SigningKey = issuer.keys[0]!): Promise<string> =>
    issuer.sign(claims(changes), key);

  const refused = (given: string | undefined, code = "unauthorized"): Promise<void> =>
    assert.rejects(auth.check(given), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.code, code);
      return true;
    });

  it("let in whoever has one, each as somebody else, by any asymmetric algorithm", async () => {
    const alice = await auth.check(await token());
    assert.match(alice, /^[0-9a-f]{32}$/);
    assert.equal(await auth.check(await token({ exp: seconds() + 2 * HOUR })), alice);
    assert.notEqual(await auth.check(await token({ sub: "bob" })), alice);
    for (const algorithm of ["RS256", "ES384", "EdDSA"]) {
      const key = await issuer.addKey(algorithm);
      const other = oidcAuth(issuer.url, AUDIENCE);
      assert.equal(await other.check(await token({}, key)), alice, algorithm);
    }
    assert.equal(await auth.check(await token({ aud: ["other", AUDIENCE] })), alice);
  });

  it("are refused from another issuer, for another service, too late, or too early", async () => {
    for (const changes of [
      { iss: "https://evil.example" },
      { iss: `${issuer.url}/` },
      { aud: "other" },
      { aud: [] },
      { exp: seconds() - 60 },
      { nbf: seconds() + 60 },
      { sub: "" },
    ]) {
      await refused(await token(changes));
    }
    for (const name of ["iss", "aud", "exp", "sub"]) {
      const { [name]: _, ...rest } = claims();
      await refused(await issuer.sign(rest, issuer.keys[0]!));
    }
    // Clocks may differ by half a minute.
    await auth.check(await token({ exp: seconds() - 15 }));
  });

  it("are refused unsigned, changed, or signed by what only looks like the issuer's key", async () => {
    const [key] = issuer.keys;
    await refused(new UnsecuredJWT(claims()).encode());
    const publicText = new TextEncoder().encode(await exportSPKI(key!.publicKey));
    for (const algorithm of ["HS256", "HS512"]) {
      const forged = new SignJWT(claims()).setProtectedHeader({ alg: algorithm, kid: key!.kid });
      await refused(await forged.sign(publicText));
    }
    const stranger = await Issuer.makeKey("ES256", key!.kid);
    await refused(await token({}, stranger));
    const [head, body = "", signature] = (await token()).split(".");
    const changed = JSON.parse(Buffer.from(body, "base64url").toString()) as JWTPayload;
    changed.sub = "bob";
    const other = Buffer.from(JSON.stringify(changed)).toString("base64url");
    await refused([head, other, signature].join("."));
    await refused([head, body, ""].join("."));
    for (const garbage of [undefined, "", "a.b.c", "....", "x".repeat(8193), "\0"]) {
      await refused(garbage);
    }
  });

  it("are not looked at with keys that the token itself brings", async () => {
    const stranger = await Issuer.makeKey("ES256", "stranger");
    for (const header of [
      { jwk: stranger.jwk },
      { jku: "https://evil.example/keys" },
      { x5u: "https://evil.example/cert" },
      { kid: "../../stranger" },
    ]) {
      const forged = new SignJWT(claims()).setProtectedHeader({ alg: "ES256", ...header });
      await refused(await forged.sign(stranger.privateKey));
    }
  });

  it("are known after a change of keys, and the old ones no longer", async () => {
    const [old] = issuer.keys;
    await auth.check(await token());
    const next = await issuer.addKey("EdDSA");
    issuer.keys.shift();
    const real = Date.now;
    try {
      // Keys are asked for again at most every 30 seconds, and kept for ten minutes (jose docs).
      await refused(await token({}, next));
      const start = real();
      Date.now = () => start + 31_000;
      await auth.check(await token({}, next));
      await refused(await token({}, old));
    } finally {
      Date.now = real;
    }
  });

  it("cannot be known while the issuer is away, which is said, and are when it is back", async () => {
    const { port } = issuer;
    const good = await token();
    await issuer.close();
    await refused(good, "issuer_unavailable");
    issuer = await Issuer.start(issuer.keys, port);
    await until(() => auth.check(good));
    // What is known of the issuer lasts while it is away.
    await issuer.close();
    await auth.check(good);
    await refused("x.y.z");
  });

  it("cannot be known when the issuer answers what it should not", async () => {
    const good = await token();
    for (const [path, answer] of [
      ["discovery", { status: 500 }],
      ["discovery", { status: 200, body: "no json" }],
      ["discovery", { status: 200, body: JSON.stringify({ issuer: "https://evil.example" }) }],
      ["discovery", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
      ["keys", { status: 500 }],
      ["keys", { status: 200, body: "no json" }],
      ["keys", { status: 200, body: '{"keys":7}' }],
      ["keys", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
    ] as const) {
      issuer.override = { path, answer };
      auth = oidcAuth(issuer.url, AUDIENCE);
      await refused(good, "issuer_unavailable");
    }
    issuer.override = undefined;
    await oidcAuth(issuer.url, AUDIENCE).check(good);
  });

  it("cost one look at the issuer, however many come at once", async () => {
    const good = await token();
    await Promise.all(Array.from({ length: 50 }, () => auth.check(good)));
    assert.deepEqual(issuer.asked, ["discovery", "keys"]);
  });
});

/** Tries until it is so. */
async function until(run: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await run();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
