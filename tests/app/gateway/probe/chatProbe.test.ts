import assert from "node:assert/strict";
import type { Probe } from "../../../../app/gateway/api/api";
import { ModelError, type Generation, type Model } from "../../../../app/gateway/model/model";
import { ChatProbe } from "../../../../app/gateway/probe/chatProbe";

const EVERY = 30_000;
const OK = { status: "ok", seenSecondsAgo: 0 };
const unavailable = (reason: string) => ({ status: "unavailable", reason });

describe("the chat probe", () => {
  /** What the model does with its next calls. */
  let behave: "answers" | "fails" | "hangs" | "breaks" | "refuses" | "says nothing";
  let storeWorks: boolean;
  let time: number;
  let asked: Generation[];
  let told: string[];
  let probe: ChatProbe;

  const fake: Model = {
    name: "fake",
    demo: false,
    generate: async (request, onText) => {
      asked.push(request);
      if (behave === "hangs") await new Promise(() => undefined);
      if (behave === "fails") throw new ModelError("model_failed", "key-1 is bad");
      if (behave === "refuses") throw new ModelError("model_refused", "no");
      if (behave !== "says nothing") onText("Hello");
      if (behave === "breaks") throw new ModelError("model_failed", "broke");
      request.signal.throwIfAborted();
      await Promise.resolve();
      return "stop";
    },
  };

  /** @param limit of one check, in milliseconds of the real clock */
  function start(limit = 60_000, firstWait = 60_000): ChatProbe {
    return new ChatProbe(
      {
        model: fake,
        store: {
          countChat: () => (storeWorks ? Promise.resolve(0) : Promise.reject(new Error("away"))),
        },
        observer: {
          probed: (answer) => told.push(`probe ${answer}`),
          checked: (what, outcome) => told.push(`${what} ${outcome}`),
        },
        now: () => time,
      },
      {
        model: { every: EVERY, limit, knownFor: 2 * EVERY },
        store: { every: 5000, limit, knownFor: 15_000 },
        firstWait,
      },
    );
  }

  beforeEach(() => {
    behave = "answers";
    storeWorks = true;
    time = 0;
    asked = [];
    told = [];
    probe = start();
  });

  afterEach(() => probe.close());

  const chat = (signal = new AbortController().signal): Promise<unknown> =>
    probe.model
      .generate(
        { messages: [{ role: "user", content: "hi" }], prefix: "", signal },
        () => undefined,
      )
      .catch(() => undefined);

  /** Lets what runs behind an answer come to its end. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async function after(seconds: number): Promise<Probe> {
    time += seconds * 1000;
    const answer = await probe.answer();
    await settle();
    return answer;
  }

  it("says at first what it really saw, of the model and of the store", async () => {
    assert.deepEqual(await probe.answer(), OK);
    assert.deepEqual(told, ["model ok", "store ok", "probe ok"]);
    probe = start();
    behave = "fails";
    assert.deepEqual(await probe.answer(), unavailable("model_failed"));
    probe = start();
    behave = "answers";
    storeWorks = false;
    assert.deepEqual(await probe.answer(), unavailable("store_unavailable"));
  });

  it("asks the model for one token, once for all who ask at the same time", async () => {
    const answers = await Promise.all([probe.answer(), probe.answer(), probe.answer()]);
    assert.deepEqual(answers, [OK, OK, OK]);
    assert.deepEqual(
      asked.map(({ oneToken, messages }) => ({ oneToken, messages: messages.length })),
      [{ oneToken: true, messages: 1 }],
    );
  });

  it("takes a model that ends without a token as one that answers", async () => {
    behave = "says nothing";
    assert.deepEqual(await probe.answer(), OK);
  });

  it("asks no model while chats tell, and once in 30 s when they do not", async () => {
    await chat();
    for (let second = 0; second < 29; second += 1) await after(1);
    assert.equal(asked.length, 1);
    for (let second = 0; second < 300; second += 1) await after(1);
    assert.equal(asked.length, 11);
  });

  it("does not wait for a model that hangs, and says so once what it knew is old", async () => {
    probe.close();
    probe = start(20);
    assert.deepEqual(await after(0), OK);
    behave = "hangs";
    assert.deepEqual(await after(40), { status: "ok", seenSecondsAgo: 40 });
    while (!told.includes("model model_timeout")) await settle();
    assert.deepEqual(await after(20), { status: "ok", seenSecondsAgo: 60 });
    assert.deepEqual(await after(1), unavailable("model_timeout"));
  });

  it("is not unavailable for one failed reply among good ones", async () => {
    for (let count = 0; count < 5; count += 1) await chat();
    behave = "fails";
    await chat();
    assert.deepEqual(await after(0), OK);
  });

  it("is unavailable when chats fail or break, and available again when they do not", async () => {
    for (const how of ["fails", "breaks"] as const) {
      await chat();
      behave = how;
      for (let count = 0; count < 6; count += 1) await chat();
      assert.deepEqual(await after(0), unavailable("model_failed"));
      behave = "answers";
      for (let count = 0; count < 6; count += 1) await chat();
      assert.deepEqual(await after(0), OK);
    }
  });

  it("comes back by its own checks when nobody chats any more", async () => {
    behave = "fails";
    for (let count = 0; count < 10; count += 1) await chat();
    for (let second = 0; second < 100; second += 1) {
      assert.deepEqual(await after(1), unavailable("model_failed"));
    }
    behave = "answers";
    let seconds = 0;
    while ((await after(1)).status !== "ok") seconds += 1;
    assert.ok(seconds <= 90, `${seconds} s`);
  });

  it("learns nothing of clients that leave, nor of one chat that the model refuses", async () => {
    assert.deepEqual(await after(0), OK);
    const left = new AbortController();
    left.abort();
    behave = "fails";
    for (let count = 0; count < 10; count += 1) await chat(left.signal);
    behave = "refuses";
    for (let count = 0; count < 10; count += 1) await chat();
    assert.deepEqual(await after(0), OK);
    // What it is refused itself is no fault of a chat.
    await after(31);
    assert.deepEqual(await after(30), unavailable("model_refused"));
  });

  it("is unavailable while the store is away, once two checks have failed, and then is not", async () => {
    assert.deepEqual(await after(0), OK);
    storeWorks = false;
    assert.equal((await after(5)).status, "ok");
    assert.equal((await after(5)).status, "ok");
    assert.deepEqual(await after(1), unavailable("store_unavailable"));
    storeWorks = true;
    await after(5);
    await after(5);
    assert.equal((await after(1)).status, "ok");
  });

  it("answers though the first check is not over, and knows nothing then", async () => {
    probe.close();
    probe = start(60_000, 10);
    behave = "hangs";
    assert.deepEqual(await probe.answer(), unavailable("unknown"));
    assert.deepEqual(await probe.answer(), unavailable("unknown"));
    assert.equal(asked.length, 1);
  });

  it("says nothing of what the model's errors say", async () => {
    behave = "fails";
    assert.ok(!JSON.stringify(await probe.answer()).includes("key-1"));
  });
});
