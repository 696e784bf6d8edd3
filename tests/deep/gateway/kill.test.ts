import assert from "node:assert/strict";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { call, say, talk, type Talk } from "../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";
import { mockReply, startMockModel, type MockModel } from "../../support/mockModel";
import { requireRedis, startRedis, type RedisServer } from "./redis";

const CLIENTS = 40;
const TOKENS = 120;

describe("a replica that is killed in the middle of its streams", () => {
  let redis: RedisServer;
  let model: MockModel;
  let replicas: Replica[];

  before(async function () {
    requireRedis(this);
    redis = await startRedis();
  });

  after(async () => {
    await (redis as RedisServer | undefined)?.remove();
  });

  afterEach(async () => {
    await stopReplicas(replicas);
    await (model as MockModel | undefined)?.close();
  });

  async function killOne(environment: Readonly<Record<string, string>>): Promise<Talk[]> {
    const settings = { ...redis.environment, ...environment, CHATS_PER_MINUTE: "100000" };
    replicas = await Promise.all([startReplica(settings), startReplica(settings)]);
    const [first, second] = replicas.map(({ base }) => base);
    const until = Date.now() + 120_000;
    const talks = Array.from({ length: CLIENTS }, (_, index) =>
      // One half starts on the replica that dies; everybody goes to both in turn.
      talk(
        (attempt) => ((index + attempt) % 2 === 0 ? first! : second!),
        say(`question ${index}`),
        until,
      ),
    );
    await midway(first!);
    const [victim] = replicas;
    victim!.process.kill("SIGKILL");
    assert.equal(await victim!.exited, "SIGKILL");
    return await Promise.all(talks);
  }

  function assertComplete(talks: readonly Talk[], expected: (index: number) => string): void {
    talks.forEach(({ text, events }, index) => {
      assert.deepEqual(
        events.map(({ n }) => n),
        events.map((_, n) => n),
        `events of client ${index}`,
      );
      assert.equal(text, expected(index));
      assert.deepEqual(events.at(-1)?.data, { reason: "stop" });
    });
    const resumed = talks.filter(({ resumes }) => resumes > 0).length;
    assert.equal(resumed, CLIENTS / 2);
  }

  it("leaves no client of the demo model without its whole reply", async () => {
    const talks = await killOne({ DEMO_TOKENS_PER_SECOND: "30" });
    assertComplete(talks, (index) => demoReply(say(`question ${index}`).messages));
  });

  it("has a model that goes on after its own words go on", async () => {
    model = await startMockModel({ tokens: TOKENS, tokensPerSecond: 30 });
    const talks = await killOne({ MODEL_BACKEND: "openai", MODEL_URL: model.url });
    assertComplete(talks, () => mockReply(TOKENS));
    // The probe, each chat, and each reply that was taken over: once.
    assert.equal(model.received.length, 1 + CLIENTS + CLIENTS / 2);
  });

  it("leaves out what a model that starts again says twice", async () => {
    const behave = () => ({ repeats: true });
    model = await startMockModel({ tokens: TOKENS, tokensPerSecond: 30, behave });
    const talks = await killOne({ MODEL_BACKEND: "openai", MODEL_URL: model.url });
    assertComplete(talks, () => mockReply(TOKENS));
  });

  it("remembers each reply once", async () => {
    const talks = await killOne({ DEMO_TOKENS_PER_SECOND: "30" });
    for (const { start, text } of talks) {
      const { body } = await call(replicas[1]!.base, {
        path: `/api/conversations/${start!.conversation}`,
      });
      const { messages, pending } = JSON.parse(body) as {
        messages: { content: string }[];
        pending?: unknown;
      };
      assert.deepEqual([messages.length, messages[1]?.content, pending], [2, text, undefined]);
    }
  });

  /** Resolves when every stream of a replica has some tokens. */
  async function midway(base: string): Promise<void> {
    const probe = await call(base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say("probe")),
      onEvent: ({ n = 0 }) => n < 30,
    });
    assert.ok(probe.events.length >= 30);
  }
});
