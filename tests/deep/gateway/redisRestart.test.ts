import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { call, say, talk, type StreamResult, type Talk } from "../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";
import { requireRedis, startRedis, type RedisServer } from "./redis";

const CONVERSATIONS = 20;

describe("a session store that goes away and comes back", () => {
  let redis: RedisServer;
  let replica: Replica;

  before(async function () {
    requireRedis(this);
    redis = await startRedis();
  });

  after(async () => {
    await (redis as RedisServer | undefined)?.remove();
  });

  beforeEach(async () => {
    replica = await startReplica({
      ...redis.environment,
      CHATS_PER_MINUTE: "100000",
      DEMO_TOKENS_PER_SECOND: "30",
    });
  });

  afterEach(() => stopReplicas([replica]));

  const chat = (index: number): Promise<Talk> =>
    talk(() => replica.base, say(`question ${index}`), Date.now() + 120_000);

  const post = (body: object): Promise<StreamResult> =>
    call(replica.base, { method: "POST", path: "/api/chats", body: JSON.stringify(body) });

  async function stored({ start }: Talk): Promise<unknown> {
    const path = `/api/conversations/${start!.conversation}`;
    const { status, body } = await call(replica.base, { path });
    assert.equal(status, 200, body);
    return JSON.parse(body);
  }

  async function isBack(): Promise<void> {
    while ((await post({ conversation: "x".repeat(22), ...say("are you there") })).status === 503) {
      await sleep(50);
    }
  }

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`loses no session to a ${signal} of the store, and needs no restart itself`, async () => {
      const before = await Promise.all(
        Array.from({ length: CONVERSATIONS }, (_, index) => chat(index)),
      );
      const sessions = await Promise.all(before.map(stored));
      await redis.stop(signal);
      await redis.start();
      await isBack();
      assert.deepEqual(await Promise.all(before.map(stored)), sessions);
      const [first] = before;
      const next = await post({ conversation: first!.start!.conversation, ...say("and now") });
      assert.equal(next.events.at(-1)?.event, "end");
      const { messages } = (await stored(first!)) as { messages: unknown[] };
      assert.equal(messages.length, 4);
      assert.equal((await chat(99)).text, demoReply(say("question 99").messages));
    });
  }

  it("refuses new chats clearly meanwhile, stays ready, and lets streams go on", async () => {
    const open = Array.from({ length: CONVERSATIONS }, (_, index) => chat(index));
    // Each stream is a few tokens old when the store dies.
    await call(replica.base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say("probe")),
      onEvent: ({ n = 0 }) => n < 10,
    });
    await redis.stop("SIGKILL");
    const refused = await post(say("while the store is away"));
    const ready = await call(replica.base, { path: "/readyz" });
    const all = await Promise.all(open);
    assert.equal(refused.status, 503);
    assert.match(refused.body, /"code":"store_unavailable"/);
    assert.ok(Number(refused.headers["retry-after"]) > 0);
    assert.equal(ready.status, 200);
    all.forEach(({ text, events, resumes }, index) => {
      assert.equal(text, demoReply(say(`question ${index}`).messages));
      assert.deepEqual(
        events.map(({ n }) => n),
        events.map((_, n) => n),
      );
      assert.equal(resumes, 0);
    });

    await redis.start();
    await isBack();
    // What could not be stored is stored now.
    for (const one of all) {
      let found = (await stored(one)) as { pending?: unknown; messages: { content: string }[] };
      while (found.pending !== undefined) {
        await sleep(50);
        found = (await stored(one)) as typeof found;
      }
      assert.equal(found.messages.at(-1)?.content, one.text);
    }
  });

  it("does not start in vain while the store is away", async () => {
    await redis.stop("SIGKILL");
    const early = await startReplica({ ...redis.environment, DEMO_TOKENS_PER_SECOND: "0" });
    try {
      const health = await call(early.base, { path: "/healthz" });
      await redis.start();
      let late: Talk | undefined;
      while (late?.events.at(-1)?.event !== "end") {
        late = await talk(() => early.base, say("hello"), Date.now() + 1000);
      }
      assert.equal(health.status, 200);
      assert.equal(late.text, demoReply(say("hello").messages));
    } finally {
      await stopReplicas([early]);
    }
  });
});
