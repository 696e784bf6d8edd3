import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { call, say, talk, type Talk } from "../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";
import { openSocket, textOver } from "../../support/socketClient";
import { requireRedis, startRedis, type RedisServer } from "./redis";

/** Streams that are open when the signal comes, and those that are started around it. */
const OPEN = 300;
const LATER = 150;

describe("a replica that is stopped under load", () => {
  let redis: RedisServer;
  let replicas: Replica[];

  before(async function () {
    requireRedis(this);
    redis = await startRedis();
  });

  after(async () => {
    await (redis as RedisServer | undefined)?.remove();
  });

  afterEach(() => stopReplicas(replicas));

  async function start(environment: Readonly<Record<string, string>>): Promise<void> {
    const settings = {
      ...redis.environment,
      CONCURRENT_CHATS: "1000",
      CHATS_PER_MINUTE: "1000000",
      DEMO_TOKENS_PER_SECOND: "10",
      ...environment,
    };
    replicas = await Promise.all([startReplica(settings), startReplica(settings)]);
  }

  const until = (): number => Date.now() + 180_000;

  /** The two replicas by turns, as a load balancer without health checks. */
  const inTurn =
    (index: number) =>
    (attempt: number): string =>
      replicas[(index + attempt) % 2]!.base;

  function talks(count: number, bases: typeof inTurn): Promise<Talk>[] {
    return Array.from({ length: count }, (_, index) =>
      talk(bases(index), say(`question ${index}`), until()),
    );
  }

  /** Resolves when a replica makes so many replies. */
  async function inFlight(replica: Replica, count: number): Promise<void> {
    for (;;) {
      const { body } = await call(replica.metrics, { path: "/metrics" });
      const [, value = ""] = /chatbot_chats\{state="in_flight"\} (\d+)/.exec(body) ?? [];
      if (Number(value) >= count) return;
      await sleep(50);
    }
  }

  function assertComplete(all: readonly Talk[]): void {
    for (const { text, events, start } of all) {
      assert.deepEqual(
        events.map(({ n }) => n),
        events.map((_, n) => n),
      );
      assert.deepEqual(events.at(-1)?.data, { reason: "stop" });
      assert.ok(start);
      const [, index = ""] = /question (\d+)”/.exec(text) ?? [];
      assert.equal(text, demoReply(say(`question ${index}`).messages));
    }
  }

  it("cuts no reply, and refuses with 503 and Retry-After only", async () => {
    await start({ DRAIN_SECONDS: "60" });
    const [leaving] = replicas;
    const open = talks(OPEN, inTurn);
    await inFlight(leaving!, OPEN / 2);
    leaving!.process.kill("SIGTERM");
    const later: Promise<Talk>[] = [];
    const probes = [];
    // It goes on for less time than the open streams take, so that the replica is still there.
    for (let count = 0; count < LATER; count += 1) {
      later.push(talk(inTurn(count), say(`question ${count}`), until()));
      await sleep(10);
      if (count % 10 === 0) probes.push(await call(leaving!.base, { path: "/readyz" }));
    }
    const refused = await call(leaving!.base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say("too late")),
    });
    const before = await Promise.all(open);
    const during = await Promise.all(later);
    assert.equal(await leaving!.exited, 0);

    assertComplete([...before, ...during]);
    assert.equal(before.filter(({ resumes }) => resumes > 0).length, 0);
    const refusals = [...before, ...during].flatMap((one) => one.refusals);
    assert.deepEqual([...new Set(refusals)], ["503 draining"]);
    // One half of them came to the leaving replica first, but for those before the signal arrived.
    assert.ok(refusals.length > LATER / 4);
    assert.deepEqual(
      [...before, ...during].flatMap((one) => one.errors),
      [],
    );
    assert.equal(refused.status, 503);
    assert.equal(refused.headers["retry-after"], "1");
    assert.equal(refused.headers.connection, "close");
    assert.equal(probes.at(-1)?.status, 503);
  });

  it("serves new chats while routing forgets it, though it is not ready", async () => {
    await start({ ROUTING_DELAY_SECONDS: "8", DRAIN_SECONDS: "60" });
    const [leaving, staying] = replicas;
    const open = talks(OPEN / 4, inTurn);
    await inFlight(leaving!, OPEN / 8);
    leaving!.process.kill("SIGTERM");
    while ((await call(leaving!.base, { path: "/readyz" })).status === 200) await sleep(10);
    const late = talks(20, () => () => leaving!.base);
    // From here on, routing knows: nobody new comes.
    const after = talks(20, () => () => staying!.base);
    const all = await Promise.all([...open, ...late, ...after]);
    assert.equal(await leaving!.exited, 0);
    assertComplete(all);
    assert.deepEqual(
      all.flatMap(({ refusals, errors }) => [...refusals, ...errors]),
      [],
    );
  });

  it("hands what is not over by the end of the drain to the other replica", async () => {
    await start({ DRAIN_SECONDS: "1" });
    const [leaving] = replicas;
    const open = talks(OPEN / 2, inTurn);
    await inFlight(leaving!, OPEN / 4);
    leaving!.process.kill("SIGTERM");
    const all = await Promise.all(open);
    assert.equal(await leaving!.exited, 0);
    assertComplete(all);
    const resumed = all.filter(({ resumes }) => resumes > 0);
    assert.equal(resumed.length, OPEN / 4);
    const { body } = await call(replicas[1]!.metrics, { path: "/metrics" });
    assert.match(body, new RegExp(`^chatbot_takeovers_total ${OPEN / 4}$`, "m"));
  });

  it("closes WebSockets with 1012: idle ones at once, others after their streams", async () => {
    await start({ DRAIN_SECONDS: "60" });
    const [leaving] = replicas;
    const idle = await openSocket(leaving!.base);
    const busy = await openSocket(leaving!.base);
    busy.send({ type: "chat", id: "a", ...say("question 1") });
    await busy.wait(({ n }) => n === 3);
    leaving!.process.kill("SIGTERM");
    assert.equal(await idle.closed, 1012);
    busy.send({ type: "chat", id: "b", ...say("question 2") });
    const refusal = await busy.wait(({ id }) => id === "b");
    assert.deepEqual([refusal.event, refusal.n], ["error", -1]);
    assert.equal(await busy.closed, 1012);
    assert.equal(textOver(busy.frames, "a"), demoReply(say("question 1").messages));
    assert.equal(await leaving!.exited, 0);
  });

  it("tells open streams when to connect anew", async () => {
    await start({ DRAIN_SECONDS: "60" });
    const [leaving] = replicas;
    const { notes, events } = await call(leaving!.base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say("question 1")),
      onEvent: ({ n }) => {
        if (n === 3) leaving!.process.kill("SIGTERM");
        return true;
      },
    });
    assert.deepEqual(notes, ["retry: 1000", "retry: 1000"]);
    assert.equal(events.at(-1)?.event, "end");
  });
});
