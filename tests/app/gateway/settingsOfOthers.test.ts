import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../../app/gateway/settings";
import { problemsOf } from "../../support/settings";

const TOKEN = "a-token-of-22-letters-";
const ENTRA = {
  SESSION_STORE: "redis",
  SESSION_STORE_HOST: "store.example.com",
  SESSION_STORE_AUTH: "entra",
};

describe("the gateway's settings of its model, its store and its clients", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-settings-"));
  });

  after(() => rmSync(folder, { recursive: true }));

  const file = (content: string): string => {
    const path = join(folder, "secret");
    writeFileSync(path, content);
    return path;
  };

  it("name a model by its address, its key in a variable or a file", () => {
    const openai = { MODEL_BACKEND: "openai", MODEL_URL: "https://api.example.com/v1//" };
    assert.deepEqual(readSettings(openai).model, {
      backend: "openai",
      url: "https://api.example.com/v1",
      name: undefined,
      apiKey: undefined,
      firstTokenSeconds: 60,
      silenceSeconds: 30,
    });
    const named = { ...openai, MODEL_NAME: "small", MODEL_API_KEY_FILE: file(" key-1\n") };
    const { model } = readSettings(named);
    assert.ok(model.backend === "openai");
    assert.deepEqual([model.name, model.apiKey], ["small", "key-1"]);
    for (const url of ["http://localhost:1", "http://127.0.0.1/v1", "http://[::1]:8080/v1"]) {
      assert.deepEqual(problemsOf({ ...openai, MODEL_URL: url }), [], url);
    }
    for (const url of [
      "http://api.example.com",
      "ftp://localhost",
      "api.example.com",
      "file:///x",
    ]) {
      assert.deepEqual(problemsOf({ ...openai, MODEL_URL: url }), [
        "MODEL_URL must be an https address.",
      ]);
    }
    assert.deepEqual(problemsOf({ MODEL_BACKEND: "openai" }), ["MODEL_URL is missing."]);
    assert.deepEqual(problemsOf({ MODEL_BACKEND: "other" }), [
      "MODEL_BACKEND must be one of: demo, openai.",
    ]);
    assert.deepEqual(problemsOf({ ...openai, MODEL_API_KEY_FILE: join(folder, "none") }), [
      "MODEL_API_KEY_FILE names a file that cannot be read.",
    ]);
    assert.deepEqual(problemsOf({ ...openai, MODEL_API_KEY_FILE: file("\n") }), [
      "MODEL_API_KEY_FILE names a file that is empty.",
    ]);
    // Node could not send such a header, and would fail at each chat.
    for (const key of ["two\nlines", "schlüssel", "with space"]) {
      assert.deepEqual(problemsOf({ ...openai, MODEL_API_KEY: key }), [
        "MODEL_API_KEY may hold printable ASCII only, without spaces.",
      ]);
    }
  });

  it("name a session store with TLS and a way in, unless it is on this machine", () => {
    const redis = { SESSION_STORE: "redis", SESSION_STORE_HOST: "store.example.com" };
    const store = readSettings({ ...redis, SESSION_STORE_PASSWORD: "p" }).store;
    const credential = { kind: "password", password: "p" };
    const expected = { host: "store.example.com", port: 6379, tls: true, username: undefined };
    assert.deepEqual(store, { ...expected, credential });
    const local =
      "SESSION_STORE_TLS=false and SESSION_STORE_AUTH=none are for a server on this machine only.";
    assert.deepEqual(problemsOf({ ...redis, SESSION_STORE_AUTH: "none" }), [local]);
    const plain = { ...redis, SESSION_STORE_TLS: "false", SESSION_STORE_PASSWORD: "p" };
    assert.deepEqual(problemsOf(plain), [local]);
    assert.deepEqual(problemsOf({ ...plain, SESSION_STORE_HOST: "127.0.0.1" }), []);
  });

  it("name an identity for Entra, with all that its webhook says", () => {
    assert.deepEqual(problemsOf(ENTRA), [
      "SESSION_STORE_USERNAME is missing.",
      "AZURE_CLIENT_ID is missing.",
      "AZURE_TENANT_ID is missing.",
      "AZURE_AUTHORITY_HOST is missing.",
      "AZURE_FEDERATED_TOKEN_FILE is missing.",
    ]);
    const identity = {
      AZURE_CLIENT_ID: "client",
      AZURE_TENANT_ID: "tenant",
      AZURE_AUTHORITY_HOST: "https://login.example.com/",
      AZURE_FEDERATED_TOKEN_FILE: "/token",
    };
    const { store } = readSettings({ ...ENTRA, SESSION_STORE_USERNAME: "object", ...identity });
    assert.equal(store?.username, "object");
    assert.equal(store.credential?.kind, "entra");
  });

  it("say who may chat, and open nothing to the Internet unasked", () => {
    const refusal =
      "AUTH=none would let the Internet chat at your cost: set AUTH=bearer or AUTH=oidc, or ALLOW_ANONYMOUS=true.";
    assert.deepEqual(problemsOf({ PUBLIC: "true" }), [refusal]);
    assert.deepEqual(problemsOf({ PUBLIC: "true", AUTH: "none", ALLOW_ANONYMOUS: "false" }), [
      refusal,
    ]);
    assert.deepEqual(problemsOf({ PUBLIC: "true", ALLOW_ANONYMOUS: "true" }), []);
    assert.deepEqual(problemsOf({ PUBLIC: "true", AUTH: "bearer", AUTH_TOKEN: TOKEN }), []);
    const inFile = { AUTH: "bearer", AUTH_TOKEN_FILE: file(`${TOKEN}\n`) };
    assert.deepEqual(readSettings(inFile).auth, { kind: "bearer", token: TOKEN });
    assert.deepEqual(problemsOf({ AUTH: "oidc" }), [
      "OIDC_ISSUER is missing.",
      "OIDC_AUDIENCE is missing.",
    ]);
    const oidc = { AUTH: "oidc", OIDC_ISSUER: "https://id.example.com/", OIDC_AUDIENCE: "chat" };
    // As it stands in its tokens, with its slash.
    assert.deepEqual(readSettings(oidc).auth, {
      kind: "oidc",
      issuer: "https://id.example.com/",
      audience: "chat",
      clientId: undefined,
      scopes: "openid",
    });
    const page = { OIDC_CLIENT_ID: "page", OIDC_SCOPES: "openid chat" };
    const { auth } = readSettings({ ...oidc, ...page });
    assert.deepEqual(auth.kind === "oidc" && [auth.clientId, auth.scopes], ["page", "openid chat"]);
    assert.deepEqual(problemsOf({ ...oidc, OIDC_ISSUER: "http://id.example.com" }), [
      "OIDC_ISSUER must be an https address.",
    ]);
  });

  it("want a token that a header can hold (RFC 6750, section 2.1)", () => {
    for (const token of ["correct horse battery staple", `${TOKEN}ü`, `${TOKEN}"`, `${TOKEN},x`]) {
      assert.deepEqual(problemsOf({ AUTH: "bearer", AUTH_TOKEN: token }), [
        "AUTH_TOKEN may hold letters, digits and -._~+/= only.",
      ]);
    }
  });
});
