import assert from "node:assert/strict";
import { readSettings } from "../../../app/gateway/settings";
import { problemsOf } from "../../support/settings";

describe("the gateway's settings", () => {
  it("have a default, each, that is safe on one's own machine", () => {
    assert.deepEqual(readSettings({}), {
      port: 8080,
      metricsPort: 9090,
      concurrentChats: 100,
      queuedChats: 50,
      queueSeconds: 15,
      longestReplySeconds: 120,
      heartbeatSeconds: 15,
      routingDelaySeconds: 0,
      drainSeconds: 120,
      resumeGraceSeconds: 30,
      keepAliveSeconds: 75,
      chatsPerMinute: 60,
      trustedProxyHops: 0,
      assetsDir: undefined,
      model: { backend: "demo", tokensPerSecond: 30 },
      store: undefined,
      auth: { kind: "none" },
    });
  });

  it("take each number, and follow from one another", () => {
    const numbers = {
      PORT: "1",
      METRICS_PORT: "2",
      CONCURRENT_CHATS: "7",
      QUEUE_SECONDS: "4",
      LONGEST_REPLY_SECONDS: "5",
      HEARTBEAT_SECONDS: "6",
      ROUTING_DELAY_SECONDS: "8",
      RESUME_GRACE_SECONDS: "0",
      KEEP_ALIVE_SECONDS: "9",
      CHATS_PER_MINUTE: "10",
      TRUSTED_PROXY_HOPS: "1",
    };
    const settings = readSettings({ ...numbers, ASSETS_DIR: "/page" });
    assert.deepEqual(Object.values(settings).slice(0, 14), [
      1,
      2,
      7,
      Math.ceil(7 / 2),
      4,
      5,
      6,
      8,
      5,
      0,
      9,
      10,
      1,
      "/page",
    ]);
    const own = readSettings({ ...numbers, QUEUED_CHATS: "0", DRAIN_SECONDS: "30" });
    assert.deepEqual([own.queuedChats, own.drainSeconds], [0, 30]);
  });

  it("refuse what is no number that a timer or a port can have", () => {
    const counts = ["CONCURRENT_CHATS", "CHATS_PER_MINUTE", "HEARTBEAT_SECONDS", "QUEUE_SECONDS"];
    for (const name of counts) {
      // A longer time would overflow Node's timers, which then fire at once.
      for (const value of ["0", "-1", "1.5", "1e3", "x", " 1", "2000001", "99999999999"]) {
        assert.deepEqual(
          problemsOf({ [name]: value }),
          [`${name} must be a whole number from 1 to 2000000.`],
          value,
        );
      }
    }
    for (const name of ["PORT", "METRICS_PORT"]) {
      assert.deepEqual(problemsOf({ [name]: "65536" }), [
        `${name} must be a whole number from 0 to 65535.`,
      ]);
    }
    assert.deepEqual(problemsOf({ PORT: "", CONCURRENT_CHATS: "" }), []);
  });

  it("are told all at once, by name and rule, and never by value", () => {
    const secret = "secret-of-the-test";
    const problems = problemsOf({
      PORT: secret,
      MODEL_BACKEND: "openai",
      MODEL_URL: `http://${secret}`,
      SESSION_STORE: "redis",
      AUTH: "bearer",
      AUTH_TOKEN: secret,
      PUBLIC: secret,
    });
    assert.deepEqual(problems, [
      "PORT must be a whole number from 0 to 65535.",
      "MODEL_URL must be an https address.",
      "SESSION_STORE_HOST is missing.",
      "SESSION_STORE_PASSWORD or SESSION_STORE_PASSWORD_FILE is missing.",
      "PUBLIC must be one of: false, true.",
      "AUTH_TOKEN or AUTH_TOKEN_FILE must hold at least 22 characters.",
    ]);
    assert.ok(!problems.join().includes(secret));
  });
});
