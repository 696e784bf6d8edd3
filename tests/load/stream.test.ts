import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { keepingAgent } from "../../load/connection";
import type { Outcome } from "../../load/outcome";
import { protocolFor, type ProtocolName } from "../../load/protocol";
import { ReplyStream } from "../../load/stream";
import { end, failure, start, startStreams, stream, token } from "./streamServer";
import type { Answer, StreamServer } from "./streamServer";

interface Told {
  outcome?: Outcome;
  firsts: number;
  gaps: number;
  heartbeats: number;
  resumed: number;
  lost: number;
  doubled: number;
}

interface Setup {
  readonly protocol?: ProtocolName;
  readonly timeout?: number;
  readonly urls?: readonly URL[];
}

describe("one chat", () => {
  const servers: StreamServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const serve = async (answer: Answer): Promise<StreamServer> => {
    const server = await startStreams(answer);
    servers.push(server);
    return server;
  };

  /** Sends one chat and waits for its outcome. */
  const chat = async (answer: Answer | undefined, setup: Setup = {}): Promise<Told> => {
    const urls = setup.urls ?? [(await serve(answer!)).url];
    const agent = keepingAgent(urls[0]!);
    const protocol = protocolFor(setup.protocol ?? "chatscale", { prompt: "Hello", model: "m" });
    const told: Told = { firsts: 0, gaps: 0, heartbeats: 0, resumed: 0, lost: 0, doubled: 0 };
    await new Promise<void>((resolve) => {
      const endpoint = { urls, headers: { "x-test": "yes" }, agent, protocol };
      new ReplyStream(
        { ...endpoint, timeout: setup.timeout ?? 30_000 },
        {
          token: (_at, gap) => {
            if (gap === undefined) told.firsts += 1;
            else told.gaps += 1;
          },
          heartbeat: () => void (told.heartbeats += 1),
          resumed: () => void (told.resumed += 1),
          irregular: (lost, doubled) => {
            told.lost += lost;
            told.doubled += doubled;
          },
          done: (outcome) => {
            assert.equal(told.outcome, undefined);
            told.outcome = outcome;
            resolve();
          },
        },
      );
    });
    agent.destroy();
    return told;
  };

  const plain = { firsts: 0, gaps: 0, heartbeats: 0, resumed: 0, lost: 0, doubled: 0 };
  /** Loses the connection behind what was written: a reset might overtake it. */
  const lose = (response: ServerResponse): void => {
    response.socket?.end();
  };

  it("asks as the gateway's API says, and is complete at the end event", async () => {
    let got: unknown;
    const told = await chat((response, { method, url, headers }, body) => {
      const { accept, "content-type": type, "x-test": mine } = headers;
      got = { method, url, accept, type, mine, body: JSON.parse(body) as unknown };
      stream(response, "retry: 1000\n\n", start, token(1), ": heartbeat\n\n", token(2), end(3));
    });
    assert.deepEqual(got, {
      method: "POST",
      url: "/api/chats",
      accept: "text/event-stream",
      type: "application/json",
      mine: "yes",
      body: { messages: [{ role: "user", content: "Hello" }] },
    });
    const outcome = { kind: "complete", reason: "stop" };
    assert.deepEqual(told, { ...plain, outcome, firsts: 1, gaps: 1, heartbeats: 1 });
  });

  it("is complete for OpenAI's protocol by a reason or by [DONE], and its role is no token", async () => {
    const chunk = (choice: object): string => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
    const role = chunk({ delta: { role: "assistant", content: "" }, finish_reason: null });
    const text = chunk({ delta: { content: "a" }, finish_reason: null });
    const usage = `data: {"choices":[],"usage":{}}\n\n`;
    const both = chunk({ delta: { content: "a" }, finish_reason: "stop" });
    const done = "data: [DONE]\n\n";
    let body = "";
    const asked: Answer = (response, _request, sent) => {
      body = sent;
      stream(
        response,
        role,
        text,
        text,
        chunk({ delta: {}, finish_reason: "length" }),
        usage,
        done,
      );
    };
    const length = { kind: "complete", reason: "length" };
    const first = await chat(asked, { protocol: "openai" });
    assert.deepEqual(first, { ...plain, outcome: length, firsts: 1, gaps: 1 });
    assert.deepEqual(JSON.parse(body), {
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
    });
    const stop = { kind: "complete", reason: "stop" };
    const second = await chat((response) => stream(response, role, text, both, done), {
      protocol: "openai",
    });
    assert.deepEqual(second, { ...plain, outcome: stop, firsts: 1, gaps: 1 });
  });

  it("tells refusals that shed load from failures, and keeps their Retry-After", async () => {
    const refuse = (status: number, headers = {}, body = ""): Promise<Told> =>
      chat((response) => response.writeHead(status, headers).end(body));
    const full = { error: { code: "full", message: "later" } };
    const cases: readonly (readonly [Promise<Told>, Outcome])[] = [
      [
        refuse(503, { "retry-after": "7" }, JSON.stringify(full)),
        { kind: "shed", status: 503, retryAfter: 7 },
      ],
      [refuse(429), { kind: "shed", status: 429 }],
      [refuse(400, {}, JSON.stringify(full)), { kind: "failed", code: "full" }],
      [refuse(500, {}, "<html>"), { kind: "failed", code: "http_500" }],
      [
        refuse(200, { "content-type": "application/json" }, "{}"),
        { kind: "failed", code: "not_a_stream" },
      ],
    ];
    for (const [told, outcome] of cases) assert.deepEqual(await told, { ...plain, outcome });
  });

  it("fails by the code of an error event, of the network, or of its own time limit", async () => {
    const model = await chat((response) => stream(response, start, failure(1, "model_failed")));
    assert.deepEqual(model.outcome, { kind: "failed", code: "model_failed" });
    const gone = await serve(() => undefined);
    await gone.close();
    servers.pop();
    const refused = await chat(undefined, { urls: [gone.url] });
    assert.deepEqual(refused.outcome, { kind: "failed", code: "ECONNREFUSED" });
    const silent = await chat((response) => stream(response, start, token(1)), { timeout: 50 });
    assert.deepEqual(silent.outcome, { kind: "failed", code: "client_timeout" });
    const nonsense = await chat((response) => stream(response, "event: start\ndata: {no\n\n"));
    assert.deepEqual(nonsense.outcome, { kind: "failed", code: "malformed_event" });
  });

  it("bounds what a server without an end to its lines can make it keep", async () => {
    const told = await chat((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.on("error", () => undefined);
      response.write(`data: ${"x".repeat(3 * 1024 * 1024)}`);
    });
    assert.deepEqual(told.outcome, { kind: "truncated" });
  });

  it("is truncated when it ends without a word, and nothing can be resumed", async () => {
    const unnamed = await chat((response) => {
      stream(response, token(0));
      response.end();
    });
    assert.deepEqual(unnamed, { ...plain, outcome: { kind: "truncated" }, firsts: 1 });
    const other = await chat(
      (response) => {
        stream(response, `data: {"choices":[{"delta":{"content":"a"}}]}\n\n`);
        response.end();
      },
      { protocol: "openai" },
    );
    assert.deepEqual(other, { ...plain, outcome: { kind: "truncated" }, firsts: 1 });
  });

  it("resumes after the last event that it has, and counts what is lost or comes twice", async () => {
    let turn = 0;
    const server = await serve((response) => {
      turn += 1;
      if (turn === 1) {
        stream(response, "retry: 1\n\n", start, token(1), token(2));
        lose(response);
      } else if (turn === 2) {
        stream(response, start.replace("id: 0\n", ""), token(2), token(3));
        response.end();
      } else {
        stream(response, token(6), end(7));
      }
    });
    const told = await chat(undefined, { urls: [server.url] });
    assert.deepEqual(server.asked, [
      "POST /api/chats",
      "GET /api/replies/r1 2",
      "GET /api/replies/r1 3",
    ]);
    const outcome = { kind: "complete", reason: "stop" };
    const expected = { firsts: 1, gaps: 3, heartbeats: 0, resumed: 2, lost: 2, doubled: 1 };
    assert.deepEqual(told, { outcome, ...expected });
  });

  it("resumes on the next replica, and waits as long as it is told", async () => {
    const first = await serve((response) => {
      stream(response, "retry: 1\n\n", start, token(1));
      lose(response);
    });
    let turn = 0;
    const second = await serve((response) => {
      turn += 1;
      if (turn === 1) response.writeHead(503, { "retry-after": "0" }).end();
      else stream(response, token(2), end(3));
    });
    const told = await chat(undefined, { urls: [first.url, second.url, second.url] });
    assert.deepEqual(told.outcome, { kind: "complete", reason: "stop" });
    assert.equal(told.resumed, 1);
    assert.deepEqual(first.asked, ["POST /api/chats"]);
    assert.deepEqual(second.asked, ["GET /api/replies/r1 1", "GET /api/replies/r1 1"]);
  });

  it("gives a reply up that is not to be had again", async () => {
    const begin = (response: ServerResponse): void => {
      stream(response, "retry: 1\n\n", start, token(1));
      lose(response);
    };
    const unknown = await chat((response, { method }) => {
      if (method === "POST") begin(response);
      else response.writeHead(404).end();
    });
    assert.deepEqual(unknown.outcome, { kind: "truncated" });
    const server = await serve((response, { method }) => {
      if (method === "POST") begin(response);
      else lose(response);
    });
    const never = await chat(undefined, { urls: [server.url] });
    assert.deepEqual(never.outcome, { kind: "truncated" });
    assert.equal(server.asked.length, 6);
  });

  it("sends a chat again that a kept connection had lost before it was read", async () => {
    // The server closes idle connections as the next request comes: the race of every keep-alive.
    let chats = 0;
    const server = await serve((response, request) => {
      chats += 1;
      if (chats === 2) request.socket.destroy();
      else {
        stream(response, start, end(1));
        response.end();
      }
    });
    const agent = keepingAgent(server.url);
    const protocol = protocolFor("chatscale", { prompt: "Hello", model: "" });
    const endpoint = { urls: [server.url], headers: {}, agent, protocol, timeout: 30_000 };
    const once = (): Promise<Outcome> =>
      new Promise((resolve) => {
        const token = (): void => undefined;
        new ReplyStream(endpoint, { token, done: resolve });
      });
    assert.deepEqual(await once(), { kind: "complete", reason: "stop" });
    // The connection is free again once the answer's end was read.
    while (Object.keys(agent.freeSockets).length === 0) await new Promise(setImmediate);
    assert.deepEqual(await once(), { kind: "complete", reason: "stop" });
    assert.equal(chats, 3);
    assert.equal(server.connections(), 2);
    agent.destroy();
  });

  it("is unfinished when it is cut, and says nothing more", async () => {
    const server = await serve((response) => stream(response, start, token(1)));
    const agent = keepingAgent(server.url);
    const protocol = protocolFor("chatscale", { prompt: "Hello", model: "" });
    const outcomes: Outcome[] = [];
    await new Promise<void>((resolve) => {
      const chat: ReplyStream = new ReplyStream(
        { urls: [server.url], headers: {}, agent, protocol, timeout: 30_000 },
        {
          token: () => {
            chat.cut();
            chat.cut();
            setImmediate(resolve);
          },
          done: (outcome) => outcomes.push(outcome),
        },
      );
    });
    assert.deepEqual(outcomes, [{ kind: "unfinished" }]);
  });
});
