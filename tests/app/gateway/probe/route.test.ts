import assert from "node:assert/strict";
import { PROBE_PATH } from "../../../../app/gateway/probe/chatProbe";
import * as program from "../../../../shared/gatewayEnvironment";
import { call, say } from "../../../support/chatClient";
import { startMockModel, type Behaviour, type MockModel } from "../../../support/mockModel";
import { startGateway, type TestGateway } from "../../../support/testGateway";

describe("the path of the chat probe", () => {
  it("is the path that the program's health checks ask for", () => {
    assert.equal(PROBE_PATH, program.PROBE_PATH);
  });
});

describe("GET /api/probe", () => {
  let gateway: TestGateway;
  let mock: MockModel | undefined;

  afterEach(async () => {
    await gateway.close();
    await mock?.close();
    mock = undefined;
  });

  async function startWith(behaviour: Behaviour, environment = {}): Promise<void> {
    mock = await startMockModel({ tokens: 3, tokensPerSecond: 0, behave: () => behaviour });
    gateway = await startGateway({
      MODEL_BACKEND: "openai",
      MODEL_URL: mock.url,
      MODEL_API_KEY: "key-1",
      ...environment,
    });
  }

  const probe = async () => {
    const { status, body, headers } = await call(gateway.base, { path: PROBE_PATH });
    return { status, body: JSON.parse(body) as unknown, cache: headers["cache-control"] };
  };

  const metric = async (line: string): Promise<void> => {
    const { body } = await call(gateway.metrics, { path: "/metrics" });
    assert.ok(body.includes(line), line);
  };

  it("answers 200 where chats work, without a token, however often it is asked", async () => {
    await startWith({}, { AUTH: "bearer", AUTH_TOKEN: "t".repeat(22), CHATS_PER_MINUTE: "1" });
    const ok = { status: 200, body: { status: "ok", seenSecondsAgo: 0 }, cache: "no-store" };
    for (let count = 0; count < 5; count += 1) assert.deepEqual(await probe(), ok);
    assert.equal(mock?.received.length, 1);
    await metric('chatbot_probes_total{answer="ok"} 5');
    await metric('chatbot_checks_total{of="model",outcome="ok"} 1');
    await metric("chatbot_tokens_total 0");
    const head = await call(gateway.base, { method: "HEAD", path: PROBE_PATH });
    assert.equal(head.status, 200);
  });

  it("answers 503 with a code where the model fails, and counts no error of a client", async () => {
    await startWith({ status: 500 });
    const body = { status: "unavailable", reason: "model_failed" };
    assert.deepEqual(await probe(), { status: 503, body, cache: "no-store" });
    // A probe's call is not tried again: the next one tells as much.
    assert.equal(mock?.received.length, 1);
    await metric('chatbot_probes_total{answer="model_failed"} 1');
    const { body: metrics } = await call(gateway.metrics, { path: "/metrics" });
    assert.ok(!metrics.includes("chatbot_errors_total{"));
  });

  it("answers within its time at first, with a model that hangs", async () => {
    await startWith({ hang: true });
    const body = { status: "unavailable", reason: "unknown" };
    assert.deepEqual(await probe(), { status: 503, body, cache: "no-store" });
  });

  it("answers 200 while every place is taken, and while the replica leaves", async () => {
    gateway = await startGateway({
      CONCURRENT_CHATS: "1",
      QUEUED_CHATS: "0",
      DEMO_TOKENS_PER_SECOND: "20",
    });
    const chat = { method: "POST", path: "/api/chats", body: JSON.stringify(say("hello")) };
    let leaving: Promise<void> | undefined;
    let reply = "";
    const answers: unknown[] = [];
    await call(gateway.base, {
      ...chat,
      onEvent: ({ n, ...got }) => {
        if (got.event === "start") ({ reply } = got.data);
        if (n !== 1) return true;
        void (async () => {
          answers.push((await call(gateway.base, chat)).status);
          answers.push((await probe()).status);
          leaving = gateway.gateway.drain();
          answers.push((await call(gateway.base, { path: "/readyz" })).status);
          answers.push((await probe()).status);
          await call(gateway.base, { method: "POST", path: `/api/replies/${reply}/stop` });
        })();
        return true;
      },
    });
    await leaving;
    assert.deepEqual(answers, [503, 200, 503, 200]);
  });
});
