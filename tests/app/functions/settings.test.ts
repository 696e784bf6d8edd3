import assert from "node:assert/strict";
import {
  readWorkerSettings,
  SettingsError,
  SettingsReader,
  type Environment,
} from "../../../app/functions/settings";

function read(environment: Environment, auth: "password" | "entra" = "password") {
  const reader = new SettingsReader(environment);
  const settings = readWorkerSettings(reader, auth);
  reader.check();
  return settings;
}

describe("the worker's settings", () => {
  it("are read from the environment", () => {
    const demo = { CALLBACK_HOSTS: "a.example.com, b.example.com", MODEL_BACKEND: "demo" };
    assert.deepEqual(read({ ...demo, TIMEOUT_SECONDS: "30" }), {
      callbackHosts: ["a.example.com", "b.example.com"],
      model: { backend: "demo", url: "", name: undefined },
      ledger: undefined,
      timeoutSeconds: 30,
    });
    const full = read({
      CALLBACK_HOSTS: "a.example.com",
      TIMEOUT_SECONDS: "60",
      MODEL_BACKEND: "openai",
      MODEL_URL: "https://api.example.com/v1",
      MODEL_NAME: "small",
      SESSION_STORE: "redis",
      SESSION_STORE_AUTH: "password",
      SESSION_STORE_HOST: "cache.internal",
      SESSION_STORE_PORT: "6379",
    });
    assert.deepEqual(full.model, {
      backend: "openai",
      url: "https://api.example.com/v1",
      name: "small",
    });
    assert.deepEqual(full.ledger, { host: "cache.internal", port: 6379, username: undefined });
    const store = { SESSION_STORE_HOST: "cache.internal", SESSION_STORE_PORT: "10000" };
    const entra = { ...demo, ...store, SESSION_STORE: "redis", SESSION_STORE_AUTH: "entra" };
    assert.deepEqual(
      read({ ...entra, TIMEOUT_SECONDS: "9", SESSION_STORE_USERNAME: "id" }, "entra").ledger,
      { host: "cache.internal", port: 10_000, username: "id" },
    );
    assert.throws(
      () => read({ ...entra, TIMEOUT_SECONDS: "9" }, "entra"),
      /SESSION_STORE_USERNAME is missing/,
    );
    assert.equal(
      read({ ...demo, TIMEOUT_SECONDS: "9", SESSION_STORE: "memory" }).ledger,
      undefined,
    );
  });

  it("are all checked at once, and never shown", () => {
    assert.throws(
      () =>
        read({
          MODEL_BACKEND: "openai",
          TIMEOUT_SECONDS: "hunter2",
          SESSION_STORE: "redis",
          SESSION_STORE_AUTH: "entra",
          SESSION_STORE_PORT: "0",
        }),
      (error) => {
        assert.ok(error instanceof SettingsError);
        assert.deepEqual(error.problems, [
          "CALLBACK_HOSTS is missing.",
          "MODEL_URL is missing.",
          "SESSION_STORE_AUTH must be one of: password.",
          "SESSION_STORE_HOST is missing.",
          "SESSION_STORE_PORT must be a whole number of at least 1.",
          "TIMEOUT_SECONDS must be a whole number of at least 1.",
        ]);
        assert.doesNotMatch(error.message, /hunter2|entra/);
        return true;
      },
    );
    assert.throws(
      () => read({ MODEL_BACKEND: "other" }),
      /MODEL_BACKEND must be one of: demo, openai/,
    );
  });
});
