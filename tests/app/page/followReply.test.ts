import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReceivedEvent } from "../../../app/page/eventReader";
import { followReply, type Start } from "../../../app/page/followReply";
import { ApiError, ConnectionError } from "../../../app/page/http";
import { FakeGateway, openStream, refusal, replyOf, stream, wire } from "./fakeGateway";

const REQUEST = { messages: [{ role: "user", content: "hi" }] } as const;

/** What a follower hears, in order. */
async function follow(
  gateway: FakeGateway,
  start: Start = { request: REQUEST },
  signal = new AbortController().signal,
): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  const follower = { event: (event: ReceivedEvent) => events.push(event), lost: () => undefined };
  await followReply(gateway.http, start, follower, signal, gateway.timing);
  return events;
}

const textOf = (events: readonly ReceivedEvent[]): string =>
  events.map((one) => (one.event === "token" ? one.data.text : "")).join("");

describe("followReply", () => {
  it("hears every event once, whenever and however often the connection breaks", async () => {
    const words = ["Grüße ", "👋 ", "und ", "noch ", "viel ", "mehr ", "Text."];
    const reply = replyOf(words);
    const connection = fc.record({
      // The first may break before anything has come, and then it cannot be resumed.
      bytes: fc.integer({ min: 90, max: 400 }),
      size: fc.integer({ min: 1, max: 50 }),
      breaks: fc.boolean(),
      // What a server sends again, though the page has it.
      overlap: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(connection, { maxLength: 8 }), async (connections) => {
        const gateway = new FakeGateway(({ last }, count) => {
          const { bytes, size, breaks, overlap } = connections[count] ?? {
            bytes: Infinity,
            size: 9,
            breaks: false,
            overlap: 0,
          };
          const first = Math.max(0, (last === undefined ? 0 : Number(last) + 1) - overlap);
          const start = `event: start\ndata: ${JSON.stringify(reply[0]!.data)}\n\n`;
          const text = (count > 0 ? start : "") + wire(reply.slice(first), first);
          const cut = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes));
          return stream(cut, { size, breaks });
        });
        const events = await follow(gateway);
        assert.equal(textOf(events), words.join(""));
        const numbers = events.filter(({ event }) => event !== "start").map(({ n }) => n);
        assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert.deepEqual(
          gateway.calls.slice(1).filter(({ path }) => path !== "api/replies/r"),
          [],
        );
      }),
    );
  });

  it("waits as the gateway says, and longer from try to try", async () => {
    const answers = [
      stream(`retry: 200\n${wire(replyOf([])).split("\n\n")[0]!}\n\n`),
      new TypeError("fetch failed"),
      refusal(503, "draining", 5),
      stream(wire(replyOf(["a"]).slice(1), 1)),
    ];
    const gateway = new FakeGateway((_, count) => answers[count]!);
    assert.equal(textOf(await follow(gateway)), "a");
    assert.deepEqual(gateway.waits, [200, 400, 5000]);
    assert.deepEqual(
      gateway.calls.map(({ method, path, last }) => [method, path, last]),
      [
        ["POST", "api/chats", undefined],
        ["GET", "api/replies/r", "0"],
        ["GET", "api/replies/r", "0"],
        ["GET", "api/replies/r", "0"],
      ],
    );
  });

  it("asks for a reply from its first event when it has none", async () => {
    const gateway = new FakeGateway(() => stream(wire(replyOf(["a"]))));
    await follow(gateway, { reply: "r/1", last: -1 });
    assert.deepEqual(gateway.calls, [
      { method: "GET", path: "api/replies/r%2F1", body: undefined, last: undefined },
    ]);
  });

  it("connects anew over a gap and over nonsense, and takes neither", async () => {
    const [start, one, two, end] = replyOf(["one ", "two "]);
    const answers = [
      stream(wire([start!, one!]) + wire([end!], 7)),
      stream("id: 2\nevent: token\ndata: {nonsense\n\n"),
      stream(wire([two!, end!], 2)),
    ];
    const gateway = new FakeGateway((_, count) => answers[count]!);
    assert.equal(textOf(await follow(gateway)), "one two ");
    assert.deepEqual(
      gateway.calls.map(({ last }) => last),
      [undefined, "1", "1"],
    );
  });

  it("throws when the chat cannot be sent, and sends it only once", async () => {
    for (const [answer, kind] of [
      [new TypeError("fetch failed"), ConnectionError],
      [refusal(503, "full", 1), ApiError],
      [stream(": heartbeat\n\n"), ConnectionError],
    ] as const) {
      const gateway = new FakeGateway(() => answer);
      await assert.rejects(follow(gateway), kind);
      assert.equal(gateway.calls.length, 1);
    }
  });

  it("throws at once when the gateway no longer knows the reply", async () => {
    const gateway = new FakeGateway(() => refusal(404, "not_found"));
    await assert.rejects(follow(gateway, { reply: "r", last: 3 }), { status: 404 });
    assert.equal(gateway.calls.length, 1);
  });

  it("gives up after thirteen tries without an event", async () => {
    const gateway = new FakeGateway(() => new TypeError("fetch failed"));
    await assert.rejects(follow(gateway, { reply: "r", last: 3 }), ConnectionError);
    assert.equal(gateway.calls.length, 13);
  });

  it("leaves a stream that has fallen silent", async () => {
    let cancelled = 0;
    const gateway = new FakeGateway((_, count) =>
      count === 0
        ? openStream(wire(replyOf([]).slice(0, 1)), () => (cancelled += 1))
        : stream(wire(replyOf(["a"]).slice(1), 1)),
    );
    Object.assign(gateway.timing, { silence: 20 });
    assert.equal(textOf(await follow(gateway)), "a");
    assert.equal(cancelled, 1);
  });

  it("ends when it is aborted, and tries nothing further", async () => {
    const abort = new AbortController();
    const gateway = new FakeGateway(() => {
      abort.abort();
      return stream(wire(replyOf(["a"])), { breaks: true });
    });
    await assert.rejects(follow(gateway, { request: REQUEST }, abort.signal), {
      name: "AbortError",
    });
    assert.equal(gateway.calls.length, 1);
  });
});
