import assert from "node:assert/strict";
import type { ErrorBody } from "../../../app/gateway/api/api";
import { demoReply } from "../../../app/gateway/model/demoModel";
import { call, say, textOf, type Call, type StreamResult } from "../../support/chatClient";
import { startGateway, type TestGateway } from "../../support/testGateway";

describe("the gateway's HTTP API", () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.close());

  const get = (path: string, headers = {}): Promise<StreamResult> =>
    call(gateway.base, { path, headers });
  const post = (body: object, options: Partial<Call> = {}): Promise<StreamResult> =>
    call(gateway.base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(body),
      ...options,
    });

  function started({ events }: StreamResult) {
    const [first] = events;
    assert.equal(first?.event, "start");
    return first.data;
  }

  it("tells what a client must know, and whether it lives and is ready", async () => {
    assert.deepEqual(JSON.parse((await get("/api/info")).body), {
      model: "demo",
      demo: true,
      auth: "none",
      signIn: false,
      limits: { messageBytes: 65_536, messages: 200, longestReplySeconds: 120 },
    });
    for (const path of ["/healthz", "/readyz", "/openapi.json"]) {
      assert.equal((await get(path)).status, 200, path);
    }
  });

  it("streams a reply: its start, its tokens by number, and its end", async () => {
    const result = await post(say("hello you"));
    assert.equal(result.status, 200);
    assert.equal(result.headers["content-type"], "text/event-stream; charset=utf-8");
    assert.equal(result.headers["cache-control"], "no-store");
    assert.deepEqual(result.notes, ["retry: 1000"]);
    assert.deepEqual(
      result.events.map(({ n }) => n),
      result.events.map((_, n) => n),
    );
    const { reply, conversation, model } = started(result);
    assert.equal(model, "demo");
    assert.ok(reply.startsWith(`${conversation}.`));
    assert.equal(textOf(result.events), demoReply(say("hello you").messages));
    assert.deepEqual(result.events.at(-1)?.data, { reason: "stop" });
  });

  it("replays a reply after any of its events, with the start before it but without a number", async () => {
    const whole = await post(say("again"));
    const { reply } = started(whole);
    const last = whole.events.length - 1;
    for (const after of [0, 5, last - 1]) {
      const rest = await get(`/api/replies/${reply}?after=${after}`);
      const [first, ...others] = rest.events;
      assert.deepEqual([first?.event, first?.n, first?.data], ["start", undefined, started(whole)]);
      assert.deepEqual(others, whole.events.slice(after + 1));
      const byHeader = await get(`/api/replies/${reply}`, { "last-event-id": String(after) });
      assert.deepEqual(byHeader.events, rest.events);
    }
    assert.deepEqual((await get(`/api/replies/${reply}`)).events, whole.events);
    assert.equal((await get(`/api/replies/${reply}?after=${last}`)).status, 204);
    assert.equal((await get(`/api/replies/${reply}?after=-2`)).status, 400);
    assert.equal((await get(`/api/replies/${reply}?after=1e3`)).status, 400);
  });

  it("remembers a conversation, takes it up again, and cuts it where it was edited", async () => {
    const { conversation } = started(await post(say("one")));
    await post({ conversation, ...say("two") });
    const stored = async () =>
      (
        JSON.parse((await get(`/api/conversations/${conversation}`)).body) as {
          messages: { role: string; content: string }[];
        }
      ).messages.map(({ role, content }) => (role === "user" ? content : role));
    assert.deepEqual(await stored(), ["one", "assistant", "two", "assistant"]);
    await post({ conversation, ...say("two, edited"), replaceFrom: 2 });
    assert.deepEqual(await stored(), ["one", "assistant", "two, edited", "assistant"]);
    await post({ conversation, ...say("all anew"), replaceFrom: 0 });
    assert.deepEqual(await stored(), ["all anew", "assistant"]);
    const path = `/api/conversations/${conversation}`;
    assert.equal((await call(gateway.base, { method: "DELETE", path })).status, 204);
    assert.equal((await get(path)).status, 404);
    assert.equal((await post({ conversation, ...say("gone") })).status, 404);
  });

  it("answers what it does not know with an error in JSON that says why", async () => {
    const cases: readonly [Call, number, string][] = [
      [{ path: "/api/nothing" }, 404, "not_found"],
      [{ path: "/nothing" }, 404, "not_found"],
      [{ path: "/api/replies/x" }, 404, "not_found"],
      [{ path: `/api/replies/${"a".repeat(22)}.${"b".repeat(11)}` }, 404, "not_found"],
      [{ path: "/api/conversations/x" }, 404, "not_found"],
      [{ path: "/api/chats" }, 405, "method_not_allowed"],
      [{ path: "/api/socket" }, 400, "bad_request"],
      [{ path: "/api/info", method: "PUT" }, 405, "method_not_allowed"],
    ];
    for (const [request, status, code] of cases) {
      const answer = await call(gateway.base, request);
      const { error } = JSON.parse(answer.body) as ErrorBody;
      assert.deepEqual([answer.status, error.code], [status, code], request.path);
      assert.ok(error.message.length > 10);
    }
  });

  it("shows its numbers on a port of their own, and nowhere else", async () => {
    assert.equal((await get("/metrics")).status, 404);
    const { body } = await call(gateway.metrics, { path: "/metrics" });
    for (const name of [
      'chatbot_chats{state="in_flight"} 0',
      'chatbot_chats{state="queued"} 0',
      "chatbot_first_token_seconds_count ",
      "chatbot_tokens_total ",
      'chatbot_replies_total{outcome="stop"} ',
      'chatbot_errors_total{code="not_found"} ',
      "nodejs_eventloop_lag_seconds ",
    ]) {
      assert.ok(body.includes(name), name);
    }
    assert.equal((await call(gateway.metrics, { path: "/healthz" })).status, 404);
  });
});

describe("a gateway that is busy", () => {
  it("queues chats, sheds those beyond with Retry-After, and tells a stop from an end", async () => {
    const gateway = await startGateway({
      CONCURRENT_CHATS: "1",
      QUEUED_CHATS: "1",
      DEMO_TOKENS_PER_SECOND: "20",
    });
    try {
      const body = JSON.stringify(say("hello"));
      const chat = (onEvent?: Call["onEvent"]): Promise<StreamResult> =>
        call(gateway.base, {
          method: "POST",
          path: "/api/chats",
          body,
          ...(onEvent && { onEvent }),
        });
      let second: Promise<StreamResult> | undefined;
      let third: Promise<StreamResult> | undefined;
      let reply = "";
      const first = await chat((got) => {
        if (got.event === "start") ({ reply } = got.data);
        if (got.n === 1) second = chat(({ n }) => n !== 1);
        if (got.n === 5) third = chat();
        if (got.n === 10) {
          void call(gateway.base, { method: "POST", path: `/api/replies/${reply}/stop` });
        }
        return true;
      });
      assert.deepEqual(first.events.at(-1)?.data, { reason: "stopped" });
      const shed = await third!;
      assert.deepEqual([shed.status, shed.headers["retry-after"]], [503, "5"]);
      assert.match(shed.body, /"code":"full"/);
      assert.equal((await second!).status, 200);
    } finally {
      await gateway.close();
    }
  });

  it("refuses a client that chats too often, by its address behind the proxies it trusts", async () => {
    const gateway = await startGateway({ CHATS_PER_MINUTE: "2", TRUSTED_PROXY_HOPS: "1" });
    try {
      const chat = (forwarded: string): Promise<StreamResult> =>
        call(gateway.base, {
          method: "POST",
          path: "/api/chats",
          body: JSON.stringify(say("hello")),
          headers: { "x-forwarded-for": forwarded },
        });
      assert.equal((await chat("203.0.113.7")).status, 200);
      // What a client claims stands before what the proxy saw, and counts for nothing.
      const refused = await chat("198.51.100.1, 203.0.113.7");
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers["retry-after"]) > 0);
      assert.equal((await chat("203.0.113.8")).status, 200);
    } finally {
      await gateway.close();
    }
  });

  it("stops asking the model when the client has left for longer than the grace", async () => {
    const gateway = await startGateway({ RESUME_GRACE_SECONDS: "0", DEMO_TOKENS_PER_SECOND: "1" });
    try {
      const left = await call(gateway.base, {
        method: "POST",
        path: "/api/chats",
        body: JSON.stringify(say("hello")),
        onEvent: ({ n }) => n !== 1,
      });
      const [start] = left.events;
      assert.equal(start?.event, "start");
      const path = `/api/conversations/${start.data.conversation}`;
      let messages: unknown[] = [];
      let pending: unknown = "yet";
      while (pending !== undefined) {
        const { body } = await call(gateway.base, { path });
        ({ messages, pending } = JSON.parse(body) as { messages: unknown[]; pending?: unknown });
      }
      assert.equal(messages.length, 2);
      const { body } = await call(gateway.metrics, { path: "/metrics" });
      assert.match(body, /chatbot_replies_total\{outcome="stopped"\} 1/);
    } finally {
      await gateway.close();
    }
  });
});
