import assert from "node:assert/strict";
import { Chat } from "../../../app/page/chat";
import type { Conversation } from "../../../app/page/conversation";
import { FakeGateway, openStream, refusal, replyOf, said, stream, wire } from "./fakeGateway";

const EMPTY: Conversation = { id: "a", updated: 0, messages: [] };

/** A chat, all phases and problems that it has been in, and a promise of the next time that it is in one. */
function chatOf(gateway: FakeGateway, conversation = EMPTY) {
  const phases: string[] = [];
  const problems: unknown[] = [];
  let check = (): void => undefined;
  const { http, timing } = gateway;
  const changed = (): void => {
    const { phase } = chat;
    if (phases.at(-1) !== phase.kind) {
      phases.push(phase.kind);
      if (phase.kind === "failed") problems.push(phase.problem);
    }
    check();
  };
  const chat = new Chat(conversation, { http, timing, now: () => 1000, changed });
  const when = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (isSo()) resolve();
      };
      check();
    });
  const until = (kind: Chat["phase"]["kind"]): Promise<void> =>
    when(() => chat.phase.kind === kind);
  return { chat, phases, problems, until, when };
}

const whole = (words: readonly string[], reply = "r"): Response =>
  stream(wire(replyOf(words, reply)));
const start = (reply = "r"): string => wire(replyOf([], reply).slice(0, 1));

describe("Chat", () => {
  it("asks, thinks, streams, and rests", async () => {
    const gateway = new FakeGateway(() => whole(["Hello ", "you."]));
    const { chat, phases, until } = chatOf(gateway);
    chat.ask("hi");
    assert.equal(chat.busy, true);
    await until("idle");
    assert.deepEqual(phases, ["thinking", "streaming", "idle"]);
    assert.deepEqual(chat.conversation, {
      id: "a",
      server: "c",
      updated: 1000,
      messages: [said("user", "hi"), said("assistant", "Hello you.")],
    });
    assert.equal(chat.busy, false);
  });

  it("asks further, edits and regenerates from the place of the question", async () => {
    const gateway = new FakeGateway((_, count) => whole([`reply ${count}`]));
    const { chat, until } = chatOf(gateway);
    for (const act of [
      () => chat.ask("one"),
      () => chat.ask("two"),
      () => chat.regenerate(3),
      () => chat.ask("other", 0),
    ]) {
      act();
      await until("idle");
    }
    assert.deepEqual(
      gateway.calls.map(({ body }) => body),
      [
        { messages: [said("user", "one")] },
        { conversation: "c", messages: [said("user", "two")], replaceFrom: 2 },
        { conversation: "c", messages: [said("user", "two")], replaceFrom: 2 },
        { conversation: "c", messages: [said("user", "other")], replaceFrom: 0 },
      ],
    );
    assert.deepEqual(chat.conversation.messages, [
      said("user", "other"),
      said("assistant", "reply 3"),
    ]);
  });

  it("stops a reply at the gateway, and keeps what there is of it", async () => {
    let send: ((text: string) => void) | undefined;
    const gateway = new FakeGateway(({ path }) => {
      if (path === "api/replies/r/stop") {
        send?.(wire([{ event: "end", data: { reason: "stopped" } }], 2));
        return new Response(null, { status: 202 });
      }
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          send = (text) => controller.enqueue(new TextEncoder().encode(text));
          send(wire(replyOf(["Half "]).slice(0, 2)));
        },
      });
      return new Response(body);
    });
    const { chat, phases, until } = chatOf(gateway);
    chat.ask("hi");
    await until("streaming");
    await chat.stop();
    assert.deepEqual(phases, ["thinking", "streaming", "stopping", "idle"]);
    assert.deepEqual(chat.conversation.messages[1], {
      ...said("assistant", "Half "),
      ended: "stopped",
    });
  });

  it("stops by itself when the gateway has not begun, or cannot be told", async () => {
    for (const begun of [false, true]) {
      const gateway = new FakeGateway((_, count) =>
        count === 0 ? openStream(begun ? start() : ": heartbeat\n\n") : new TypeError("failed"),
      );
      const { chat, until } = chatOf(gateway);
      chat.ask("hi");
      await new Promise(setImmediate);
      await chat.stop();
      await until("idle");
      assert.deepEqual(chat.conversation.messages[1], {
        ...said("assistant", ""),
        ended: "stopped",
      });
      assert.equal(gateway.calls.length, begun ? 2 : 1);
    }
  });

  it("goes on with the reply when the connection is lost", async () => {
    const reply = replyOf(["one ", "two"]);
    const gateway = new FakeGateway((_, count) =>
      count === 0
        ? stream(wire(reply.slice(0, 2)), { breaks: true })
        : stream(
            `event: start\ndata: ${JSON.stringify(reply[0]!.data)}\n\n${wire(reply.slice(2), 2)}`,
          ),
    );
    const { chat, phases, until } = chatOf(gateway);
    chat.ask("hi");
    await until("idle");
    assert.deepEqual(phases, ["thinking", "streaming", "reconnecting", "streaming", "idle"]);
    assert.equal(chat.conversation.messages[1]?.content, "one two");
  });

  it("asks again when a restarted gateway knows neither reply nor conversation", async () => {
    const gateway = new FakeGateway(({ method, path }, count) => {
      if (count === 0)
        return stream(wire(replyOf(["lost ", "words"]).slice(0, 2)), { breaks: true });
      return method === "POST" && path === "api/chats"
        ? whole(["anew"])
        : refusal(404, "not_found");
    });
    const { chat, until } = chatOf(gateway);
    chat.ask("hi");
    await until("idle");
    assert.deepEqual(
      gateway.calls.map(({ method, path, body }) => [method, path, body]),
      [
        ["POST", "api/chats", { messages: [said("user", "hi")] }],
        ["GET", "api/replies/r", undefined],
        ["GET", "api/conversations/c", undefined],
        ["POST", "api/chats", { messages: [said("user", "hi")] }],
      ],
    );
    assert.deepEqual(chat.conversation.messages, [said("user", "hi"), said("assistant", "anew")]);
  });

  it("takes the whole reply from the gateway's store when its events are gone", async () => {
    const messages = [said("user", "hi"), said("assistant", "one two")];
    const gateway = new FakeGateway(({ path }) =>
      path.startsWith("api/replies")
        ? refusal(404, "not_found")
        : Response.json({ conversation: "c", messages }),
    );
    const { chat, until } = chatOf(gateway, {
      ...EMPTY,
      server: "c",
      messages: [said("user", "hi"), said("assistant", "one ")],
      pending: { reply: "r", last: 1 },
    });
    chat.resume();
    await until("idle");
    assert.deepEqual(chat.conversation.messages, messages);
    assert.equal(chat.conversation.pending, undefined);
  });

  it("follows another tab's reply in place of a question that is refused for it", async () => {
    const stored = { conversation: "c", messages: [said("user", "hi")], pending: { reply: "r2" } };
    const gateway = new FakeGateway(({ path }) => {
      if (path === "api/chats") return refusal(409, "conflict");
      return path === "api/replies/r2" ? whole(["theirs"], "r2") : Response.json(stored);
    });
    const { chat, until } = chatOf(gateway, { ...EMPTY, server: "c" });
    chat.ask("hi");
    await until("idle");
    assert.deepEqual(chat.conversation.messages, [said("user", "hi"), said("assistant", "theirs")]);
  });

  it("tells of a conflict over another question, and keeps the user's own", async () => {
    const stored = { conversation: "c", messages: [said("user", "x")], pending: { reply: "r2" } };
    const gateway = new FakeGateway(({ path }) =>
      path === "api/chats" ? refusal(409, "conflict") : Response.json(stored),
    );
    const { chat, until } = chatOf(gateway, { ...EMPTY, server: "c" });
    chat.ask("hi");
    await until("failed");
    assert.deepEqual(chat.phase, {
      kind: "failed",
      problem: { code: "conflict", message: "It is conflict." },
    });
    assert.equal(chat.conversation.messages[0]?.content, "hi");
    assert.equal(gateway.calls.length, 3);
  });

  it("shows the model's failure, keeps the part that came, and asks again when told to", async () => {
    const error = { code: "model_failed", message: "The model failed." } as const;
    const gateway = new FakeGateway((_, count) =>
      count === 0
        ? stream(wire([...replyOf(["Half "]).slice(0, 2), { event: "error", data: error }]))
        : whole(["Whole"]),
    );
    const { chat, until } = chatOf(gateway);
    chat.ask("hi");
    await until("failed");
    assert.deepEqual(chat.phase, { kind: "failed", problem: error });
    assert.deepEqual(chat.conversation.messages[1], {
      ...said("assistant", "Half "),
      ended: "failed",
    });
    chat.retry();
    await until("idle");
    assert.deepEqual(chat.conversation.messages, [said("user", "hi"), said("assistant", "Whole")]);
    assert.deepEqual(gateway.calls[1]?.body, {
      conversation: "c",
      messages: [said("user", "hi")],
      replaceFrom: 0,
    });
  });

  it("tries again by itself when the gateway says when, three times, and then waits", async () => {
    const gateway = new FakeGateway(() => refusal(503, "full", 0));
    const { chat, problems, when } = chatOf(gateway);
    chat.ask("hi");
    await when(() => problems.length === 4);
    const problem = { code: "full", message: "It is full." };
    const again = { ...problem, retryAt: 1000 };
    assert.deepEqual(problems, [again, again, again, problem]);
    assert.equal(gateway.calls.length, 4);
  });

  it("takes what the gateway has more, when an old conversation is opened", async () => {
    const messages = [said("user", "1"), said("assistant", "2")];
    const live = { conversation: "c", messages: [...messages, said("user", "3")] };
    const gateway = new FakeGateway(({ path }) =>
      path === "api/conversations/c"
        ? Response.json({ ...live, pending: { reply: "r" } })
        : whole(["4"]),
    );
    const { chat, until } = chatOf(gateway, { ...EMPTY, server: "c", messages });
    chat.resume();
    await until("streaming");
    await until("idle");
    assert.deepEqual(chat.conversation.messages, [...live.messages, said("assistant", "4")]);
  });

  it("keeps what it has when the gateway cannot be asked", async () => {
    const gateway = new FakeGateway(() => new TypeError("fetch failed"));
    const messages = [said("user", "1"), said("assistant", "2")];
    const { chat, phases } = chatOf(gateway, { ...EMPTY, server: "c", messages });
    chat.resume();
    await new Promise(setImmediate);
    assert.deepEqual([phases, chat.conversation.messages], [[], messages]);
  });

  it("stops the reply that it gives up for another question", async () => {
    const gateway = new FakeGateway(({ path }) =>
      path === "api/chats" ? whole(["new"]) : new Response(null, { status: 202 }),
    );
    const { chat, until } = chatOf(gateway, {
      ...EMPTY,
      server: "c",
      messages: [said("user", "1"), said("assistant", "half")],
      pending: { reply: "r", last: 1 },
    });
    chat.ask("2");
    await until("idle");
    assert.deepEqual(
      gateway.calls.map(({ path }) => path),
      ["api/replies/r/stop", "api/chats"],
    );
    assert.deepEqual(gateway.calls[1]?.body, {
      conversation: "c",
      messages: [said("user", "2")],
      replaceFrom: 1,
    });
  });
});
