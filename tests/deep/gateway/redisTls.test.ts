import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { selfSigned } from "../../support/certificate";
import { call, say, textOf } from "../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";
import { requireRedis, startRedis, type RedisServer } from "./redis";

const PASSWORD = "password-of-the-test";

/** Nobody comes in by default, and the gateway reaches its own keys only, with what it needs. */
const USERS = [
  "user default off",
  `user gateway on >${PASSWORD} ~chatscale:* resetchannels -@all +@read +@write +@scripting +time +info`,
];

describe("a session store with TLS and users", () => {
  let folder: string;
  let redis: RedisServer;
  let replicas: Replica[];

  before(async function () {
    requireRedis(this);
    folder = mkdtempSync(join(tmpdir(), "chatscale-ca-"));
    const certificate = selfSigned("localhost");
    writeFileSync(join(folder, "ca.pem"), certificate.cert);
    writeFileSync(join(folder, "other.pem"), selfSigned("localhost").cert);
    redis = await startRedis({ certificate, users: USERS });
  });

  after(async () => {
    await (redis as RedisServer | undefined)?.remove();
    if (redis as RedisServer | undefined) rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    replicas = [];
  });

  afterEach(() => stopReplicas(replicas));

  async function start(environment: Readonly<Record<string, string>> = {}): Promise<Replica> {
    const replica = await startReplica({
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
      DEMO_TOKENS_PER_SECOND: "0",
      SESSION_STORE: "redis",
      SESSION_STORE_HOST: "localhost",
      SESSION_STORE_PORT: String(redis.port),
      SESSION_STORE_USERNAME: "gateway",
      SESSION_STORE_PASSWORD: PASSWORD,
      ...environment,
    });
    replicas.push(replica);
    return replica;
  }

  const chat = ({ base }: Replica, body: object = say("hello")) =>
    call(base, { method: "POST", path: "/api/chats", body: JSON.stringify(body) });

  /** What a replica logged of its store. */
  const ofStore = ({ log }: Replica): unknown[] =>
    log.flatMap((line) => {
      const { event, error } = JSON.parse(line) as { event: string; error?: string };
      return event.startsWith("session store") ? [[event, error]] : [];
    });

  it("is spoken to by its name's certificate, as the user that it knows", async () => {
    const first = await start();
    const second = await start();
    const { events } = await chat(first);
    assert.equal(textOf(events), demoReply(say("hello").messages));
    const [begun] = events;
    assert.equal(begun?.event, "start");
    const { conversation, reply } = begun.data;
    // Every script and key that a gateway uses is allowed to that user.
    assert.equal((await chat(second, { conversation, ...say("again") })).status, 200);
    const resumed = await call(second.base, { path: `/api/replies/${reply}?after=3` });
    assert.deepEqual(resumed.events.slice(1), events.slice(4));
    const path = `/api/conversations/${conversation}`;
    assert.equal((await call(first.base, { path })).status, 200);
    assert.equal((await call(first.base, { path, method: "DELETE" })).status, 204);
    assert.deepEqual(ofStore(first), [["session store connected", undefined]]);
    assert.ok(![...first.log, ...second.log].some((line) => line.includes(PASSWORD)));
  });

  for (const [name, error, environment] of [
    ["a wrong password", "ReplyError WRONGPASS", { SESSION_STORE_PASSWORD: "wrong-password" }],
    ["an unknown user", "ReplyError WRONGPASS", { SESSION_STORE_USERNAME: "nobody" }],
    ["no user", "ReplyError WRONGPASS", { SESSION_STORE_USERNAME: "" }],
    ["an unknown certificate", "Error DEPTH_ZERO_SELF_SIGNED_CERT", { NODE_EXTRA_CA_CERTS: "" }],
    [
      "another certificate of that name",
      "Error DEPTH_ZERO_SELF_SIGNED_CERT",
      { NODE_EXTRA_CA_CERTS: "other.pem" },
    ],
    [
      "another name than the certificate's",
      "Error ERR_TLS_CERT_ALTNAME_INVALID",
      { SESSION_STORE_HOST: "127.0.0.1" },
    ],
    ["no TLS", "Error ECONNRESET", { SESSION_STORE_TLS: "false" }],
  ] as const) {
    it(`is not reached with ${name}, which is said once, and clearly to clients`, async () => {
      const ca = (environment as Record<string, string>)["NODE_EXTRA_CA_CERTS"];
      const replica = await start({
        ...environment,
        ...(ca && { NODE_EXTRA_CA_CERTS: join(folder, ca) }),
      });
      const refused = await chat(replica);
      assert.equal(refused.status, 503);
      assert.match(refused.body, /"code":"store_unavailable"/);
      assert.equal((await call(replica.base, { path: "/healthz" })).status, 200);
      assert.deepEqual(ofStore(replica), [["session store failed", error]]);
      assert.ok(!replica.log.some((line) => /wrong-password|password-of/.test(line)));
    });
  }
});
