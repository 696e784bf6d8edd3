import assert from "node:assert/strict";
import { ModelError } from "../../../../app/gateway/model/model";
import { openaiModel } from "../../../../app/gateway/model/openaiModel";
import {
  mockReply,
  startMockModel,
  type Behaviour,
  type MockModel,
  type MockRequest,
} from "../../../support/mockModel";

const TOKENS = 6;
const MESSAGES = [{ role: "user", content: "hello" }] as const;

describe("an OpenAI-compatible model", () => {
  let mock: MockModel;
  const waits: number[] = [];

  afterEach(async () => {
    waits.length = 0;
    await mock.close();
  });

  async function serve(
    behave: (request: MockRequest, index: number) => Behaviour,
    tokensPerSecond = 0,
  ): Promise<void> {
    mock = await startMockModel({ tokens: TOKENS, tokensPerSecond, behave });
  }

  async function generate(options: {
    prefix?: string;
    firstToken?: number;
    silence?: number;
    signal?: AbortSignal;
    onText?: (text: string) => void;
    oneToken?: boolean;
  }): Promise<{ text: string; end: string }> {
    const { firstToken = 20_000, silence = 20_000, prefix = "", oneToken } = options;
    const tools = {
      random: () => 0.5,
      sleep: (milliseconds: number) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    };
    const model = openaiModel(
      { url: mock.url, name: "small", apiKey: "key-1", firstToken, silence },
      tools,
    );
    let text = "";
    const signal = options.signal ?? new AbortController().signal;
    const request = { messages: MESSAGES, prefix, signal, ...(oneToken && { oneToken }) };
    const end = await model.generate(request, (piece) => {
      text += piece;
      options.onText?.(piece);
    });
    return { text, end };
  }

  const fails = (code: string, options: Parameters<typeof generate>[0] = {}): Promise<void> =>
    assert.rejects(generate(options), (error) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.code, code);
      return true;
    });

  it("is asked for a stream, with its key and its name", async () => {
    await serve(() => ({}));
    assert.deepEqual(await generate({}), { text: mockReply(TOKENS), end: "stop" });
    const [request] = mock.received;
    assert.equal(request?.headers.authorization, "Bearer key-1");
    assert.deepEqual(request.body, { model: "small", messages: MESSAGES, stream: true });
  });

  it("is asked for one token by the name that it knows, and without a limit when it knows none", async () => {
    const limits = () =>
      mock.received.map(({ body }) => Object.keys(body).filter((name) => name.startsWith("max_")));
    for (const [refused, wanted] of [
      [0, [["max_tokens"]]],
      [1, [["max_tokens"], ["max_completion_tokens"]]],
      [2, [["max_tokens"], ["max_completion_tokens"], []]],
    ] as const) {
      await serve((_, index) => (index < refused ? { status: 400 } : {}));
      await generate({ oneToken: true });
      assert.deepEqual(limits(), wanted);
      await mock.close();
    }
    await serve(() => ({ status: 401 }));
    await fails("model_refused", { oneToken: true });
    assert.equal(mock.received.length, 3);
  });

  it("is asked with a limit again after a refusal that was of something else", async () => {
    await serve((_, index) => (index < 3 ? { status: 401 } : {}));
    const model = openaiModel({
      url: mock.url,
      name: "small",
      apiKey: "key-1",
      firstToken: 20_000,
      silence: 20_000,
    });
    const { signal } = new AbortController();
    const ask = () =>
      model.generate({ messages: MESSAGES, prefix: "", signal, oneToken: true }, () => undefined);
    await assert.rejects(ask());
    await ask();
    assert.equal(mock.received.length, 4);
    assert.ok("max_tokens" in (mock.received[3]?.body ?? {}));
  });

  it("is asked only once for one token, though it may be able to answer later", async () => {
    await serve(() => ({ status: 503 }));
    await fails("model_failed", { oneToken: true });
    assert.deepEqual([mock.received.length, waits], [1, []]);
  });

  it("is given what was sent of the reply, and goes on after it or says it again", async () => {
    for (const repeats of [false, true]) {
      await serve(() => ({ repeats }));
      const prefix = mockReply(2);
      const { text } = await generate({ prefix });
      assert.equal(prefix + text, mockReply(TOKENS));
      assert.deepEqual(mock.received[0]?.body.messages.at(-1), {
        role: "assistant",
        content: prefix,
      });
      if (!repeats) await mock.close();
    }
  });

  it("is asked again after a failure that passes, with longer and longer waits", async () => {
    const bad: Behaviour[] = [
      { status: 500 },
      { status: 429, retryAfterSeconds: 3 },
      { status: 503 },
    ];
    await serve((_, index) => bad[index] ?? {});
    assert.equal((await generate({})).text, mockReply(TOKENS));
    assert.deepEqual(waits, [500, 3250, 2000]);
  });

  it("is asked four times at most, then the client hears why and when to try again", async () => {
    await serve(() => ({ status: 429, retryAfterSeconds: 7 }));
    await assert.rejects(generate({}), { code: "model_busy", retryAfterSeconds: 7 });
    assert.equal(mock.received.length, 4);
  });

  it("is not waited for when it asks for more patience than a client has", async () => {
    await serve(() => ({ status: 429, retryAfterSeconds: 60 }));
    await fails("model_busy");
    assert.equal(mock.received.length, 1);
  });

  it("is not asked again after a refusal", async () => {
    for (const status of [400, 401, 403, 404, 422]) {
      await serve(() => ({ status }));
      await fails("model_refused");
      assert.equal(mock.received.length, 1);
      if (status !== 422) await mock.close();
    }
  });

  it("is given up when it does not answer, or falls silent", async () => {
    await serve(() => ({ hang: true }));
    await fails("model_timeout", { firstToken: 50 });
    await mock.close();
    await serve(() => ({ after: 2, then: "hang" }));
    await fails("model_timeout", { silence: 50 });
    assert.equal(mock.received.length, 1);
  });

  it("fails when it breaks off after a token, and is asked again before the first one", async () => {
    await serve(() => ({ after: 2, then: "reset" }), 100);
    await fails("model_failed");
    assert.equal(mock.received.length, 1);
    await mock.close();
    await serve((_, index) => (index < 2 ? { after: 0, then: "reset" } : {}));
    assert.equal((await generate({})).text, mockReply(TOKENS));
    assert.equal(mock.received.length, 3);
  });

  it("fails when it ends without an end: a reply that was cut must not look whole", async () => {
    await serve(() => ({ after: 3, then: "end" }));
    await fails("model_failed");
  });

  it("fails when it sends what is no event", async () => {
    const nonsense = [
      "data: {not json}\n\n",
      "data: null\n\n",
      'data: "text"\n\n',
      'data: {"choices":[{"delta":{"content":7}}]}\n\n',
      'data: {"error":{"message":"overloaded"}}\n\n',
      `data: ${"x".repeat(300 * 1024)}`,
    ];
    for (const raw of nonsense) {
      await serve(() => ({ raw }));
      await fails("model_failed");
      assert.equal(mock.received.length, 4, raw.slice(0, 20));
      if (raw !== nonsense.at(-1)) await mock.close();
    }
  });

  it("is let go at once when the client has left, even between two tries", async () => {
    await serve(() => ({ after: 2, then: "hang" }));
    const left = new AbortController();
    await assert.rejects(
      generate({ signal: left.signal, onText: () => left.abort(new Error("left")) }),
      /left/,
    );
    while (mock.open() > 0) await new Promise(setImmediate);
    await assert.rejects(generate({ signal: left.signal }), /left/);
    assert.equal(mock.received.length, 1);
  });
});
