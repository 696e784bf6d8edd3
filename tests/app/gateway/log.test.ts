import assert from "node:assert/strict";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { call, say } from "../../support/chatClient";
import { startMockModel } from "../../support/mockModel";
import { openSocket } from "../../support/socketClient";
import { startGateway, type TestGateway } from "../../support/testGateway";

const QUESTION = "a question that no log may hold";
const TOKEN = "a-token-that-no-log-may-hold";
const KEY = "a-key-that-no-log-may-hold";

type Line = Readonly<Record<string, unknown>>;

describe("the gateway's log", () => {
  const lines = ({ log }: TestGateway): Line[] => log.map((line) => JSON.parse(line) as Line);

  const chat = (gateway: TestGateway, headers: Record<string, string> = {}) =>
    call(gateway.base, {
      method: "POST",
      path: "/api/chats",
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      body: JSON.stringify(say(QUESTION)),
    });

  it("has one line for each reply, with how it ended and how fast it was", async () => {
    const gateway = await startGateway({ DEMO_TOKENS_PER_SECOND: "1000" });
    try {
      await chat(gateway);
      const [line, ...others] = lines(gateway);
      assert.deepEqual(others, []);
      assert.ok(line);
      assert.deepEqual(Object.keys(line), [
        "time",
        "level",
        "event",
        "outcome",
        "reason",
        "tokens",
        "firstTokenMs",
        "streamingMs",
      ]);
      const { time, firstTokenMs, streamingMs, ...rest } = line;
      assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.ok(Number(firstTokenMs) >= 0 && Number(streamingMs) > 0);
      const tokens = demoReply(say(QUESTION).messages).match(/\S+\s*/g)?.length;
      assert.deepEqual(rest, {
        level: "info",
        event: "reply",
        outcome: "stored",
        reason: "stop",
        tokens,
      });
    } finally {
      await gateway.close();
    }
  });

  it("says why a reply failed, and has no time of a token that never came", async () => {
    const mock = await startMockModel({
      tokens: 3,
      tokensPerSecond: 0,
      behave: () => ({ status: 401 }),
    });
    const gateway = await startGateway({
      MODEL_BACKEND: "openai",
      MODEL_URL: mock.url,
      MODEL_API_KEY: KEY,
    });
    try {
      await chat(gateway);
      const [{ time: _, ...line } = {}] = lines(gateway);
      assert.deepEqual(line, {
        level: "info",
        event: "reply",
        outcome: "stored",
        reason: "model_refused",
        tokens: 0,
        streamingMs: 0,
      });
    } finally {
      await gateway.close();
      await mock.close();
    }
  });

  it("holds no text, token, key, path or address of anybody, whatever happens", async () => {
    const mock = await startMockModel({
      tokens: 3,
      tokensPerSecond: 0,
      behave: (_, index) => (index % 2 === 0 ? {} : { raw: `data: {${QUESTION}\n\n`, after: 0 }),
    });
    const gateway = await startGateway({
      AUTH: "bearer",
      AUTH_TOKEN: TOKEN,
      MODEL_BACKEND: "openai",
      MODEL_URL: mock.url,
      MODEL_API_KEY: KEY,
    });
    try {
      await chat(gateway);
      await chat(gateway, { authorization: `Bearer ${QUESTION}` });
      await call(gateway.base, { path: `/${encodeURIComponent(QUESTION)}` });
      await call(gateway.base, { method: "POST", path: "/api/chats", body: `{${QUESTION}` });
      const socket = await openSocket(gateway.base);
      socket.send({ type: "auth", token: TOKEN });
      socket.send({ type: "chat", id: QUESTION, ...say(QUESTION) });
      await socket.wait(({ event }) => event === "end" || event === "error");
      socket.sendRaw(QUESTION);
      await socket.closed;
    } finally {
      await gateway.close();
      await mock.close();
    }
    assert.deepEqual(
      lines(gateway).map(({ event }) => event),
      ["reply", "reply"],
    );
    const text = gateway.log.join("\n");
    for (const secret of ["no log may hold", "no%20log", TOKEN, KEY, "127.0.0.1", "t0", "demo"]) {
      assert.ok(!text.includes(secret), secret);
    }
  });
});
