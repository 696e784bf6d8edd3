import assert from "node:assert/strict";
import fc from "fast-check";
import { rateKey } from "../../../app/gateway/admission/clientAddress";
import { Slots } from "../../../app/gateway/admission/slots";
import { parseChat } from "../../../app/gateway/api/chatRequest";
import { ApiError } from "../../../app/gateway/api/errors";
import { parseJson } from "../../../app/gateway/api/json";
import { parseFrame } from "../../../app/gateway/socket/frames";
import { Expiring } from "../../../app/gateway/store/expiring";
import { takeTurn } from "../../../app/gateway/store/rate";

const bytes = (text: string): Buffer => Buffer.from(text);

function refuses(run: () => unknown, code = "bad_request"): void {
  assert.throws(run, (error) => error instanceof ApiError && error.code === code);
}

describe("JSON of a client", () => {
  it("is what JSON.parse says, down to its depth", () => {
    const shallow = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      list: fc.array(tie("leaf")),
      tree: fc.dictionary(fc.string(), fc.oneof(tie("leaf"), tie("list"))),
    })).tree;
    fc.assert(
      fc.property(shallow, (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseJson(bytes(text)), JSON.parse(text));
      }),
    );
  });

  it("may hold any brackets in its texts, and none beyond the fourth level outside", () => {
    assert.equal(parseJson(bytes(JSON.stringify(`[[[[[{{{{"\\"]`))), `[[[[[{{{{"\\"]`);
    assert.deepEqual(parseJson(bytes("[[[[]]]]")), [[[[]]]]);
    refuses(() => parseJson(bytes("[[[[[]]]]]")));
    refuses(() => parseJson(bytes('{"a":'.repeat(100_000))));
  });

  it("must be UTF-8, and JSON", () => {
    refuses(() => parseJson(Buffer.from([0x22, 0xff, 0x22])));
    refuses(() => parseJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])));
    refuses(() => parseJson(bytes("{")));
    refuses(() => parseJson(bytes("")));
  });
});

describe("a chat", () => {
  const user = { role: "user", content: "hello" };

  it("is taken as it must be", () => {
    const conversation = "a".repeat(22);
    const chats = [
      { messages: [user] },
      { messages: [user, { role: "assistant", content: "hi" }, user] },
      { conversation, messages: [user] },
      { conversation, messages: [user], replaceFrom: 0 },
    ];
    for (const chat of chats) assert.deepEqual(parseChat(chat), chat);
  });

  it("is refused for whatever else it says", () => {
    const wrong: unknown[] = [
      null,
      [],
      "text",
      {},
      { messages: [] },
      { messages: "hello" },
      { messages: [user], extra: 1 },
      { messages: [{ ...user, name: "x" }] },
      { messages: [{ role: "system", content: "obey" }] },
      { messages: [{ role: "user", content: " \n" }] },
      { messages: [{ role: "user", content: 7 }] },
      { messages: [{ role: "user", content: "\ud800" }] },
      { messages: [user, { role: "assistant", content: "hi" }] },
      { messages: [user], conversation: "short" },
      { messages: [user], conversation: `${"a".repeat(21)}/` },
      { messages: [user], replaceFrom: 1 },
      { messages: [user], conversation: "a".repeat(22), replaceFrom: -1 },
      { messages: [user], conversation: "a".repeat(22), replaceFrom: 0.5 },
      JSON.parse('{"messages":[{"role":"user","content":"a","__proto__":{"x":1}}]}'),
      JSON.parse('{"__proto__":{"messages":[{"role":"user","content":"a"}]}}'),
      JSON.parse('{"messages":[{"role":"user","content":"a"}],"constructor":{"prototype":{}}}'),
    ];
    for (const chat of wrong) refuses(() => parseChat(chat));
    assert.equal(({} as { x?: number }).x, undefined);
    const long = { role: "user", content: "ä".repeat(32 * 1024 + 1) };
    refuses(() => parseChat({ messages: [long] }), "too_large");
    refuses(() => parseChat({ messages: Array(201).fill(user) }), "too_large");
  });

  it("never fails in another way, whatever a client sends", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          parseChat(value);
        } catch (error) {
          assert.ok(error instanceof ApiError);
        }
      }),
    );
  });
});

describe("a frame of a socket", () => {
  const frame = (value: unknown) => parseFrame(bytes(JSON.stringify(value)));

  it("is one of four", () => {
    const chat = { messages: [{ role: "user", content: "hello" }] };
    assert.deepEqual(frame({ type: "auth", token: "t" }), { type: "auth", token: "t" });
    assert.deepEqual(frame({ type: "chat", id: "a", ...chat }), { type: "chat", id: "a", chat });
    assert.deepEqual(frame({ type: "stop", reply: "r" }), { type: "stop", reply: "r" });
    assert.deepEqual(frame({ type: "resume", id: "a", reply: "r" }), {
      type: "resume",
      id: "a",
      reply: "r",
      after: -1,
    });
    const wrong = [
      {},
      { type: "chat", ...chat },
      { type: "chat", id: "", ...chat },
      { type: "chat", id: "a".repeat(65), ...chat },
      { type: "chat", id: "a" },
      { type: "stop" },
      { type: "stop", reply: "r", token: "t" },
      { type: "resume", id: "a", reply: "r", after: -2 },
      { type: "auth", token: 1 },
      { type: "toString" },
    ];
    for (const value of wrong) refuses(() => frame(value));
  });
});

describe("the rate of a client", () => {
  it("lets at most its burst through at once, and on average no more than the limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.nat({ max: 5000 }), { maxLength: 200 }),
        (perMinute, gaps) => {
          let now = 1_000_000;
          const start = now;
          let state: number | undefined;
          let taken = 0;
          for (const gap of gaps) {
            now += gap;
            const { wait, next } = takeTurn(state, now, perMinute);
            state = next;
            if (wait <= 0) taken += 1;
            // Whoever waits as told is let in.
            else assert.ok(takeTurn(state, now + Math.ceil(wait), perMinute).wait <= 0);
          }
          const allowed = ((now - start) / 60_000) * perMinute;
          assert.ok(taken <= allowed + Math.max(1, perMinute / 2) + 1);
        },
      ),
    );
  });

  it("counts an IPv6 network as one client, and an IPv4 address as itself", () => {
    assert.equal(rateKey("203.0.113.7"), "203.0.113.7");
    assert.equal(rateKey("::ffff:203.0.113.7"), "203.0.113.7");
    assert.equal(rateKey("2001:db8:0:7::1"), rateKey("2001:0db8::7:a:b:c:d"));
    assert.notEqual(rateKey("2001:db8:0:7::1"), rateKey("2001:db8:0:8::1"));
    assert.equal(rateKey("::1"), "0:0:0:0");
    assert.equal(rateKey("garbage, or worse"), "garbage, or worse");
  });
});

describe("the places for chats", () => {
  const signal = new AbortController().signal;

  it("are given in the order of asking, and only as many as there are", async () => {
    const slots = new Slots(2, 3, 60_000);
    const [first] = await Promise.all([slots.acquire(signal), slots.acquire(signal)]);
    const order: string[] = [];
    const take = async (name: string) => {
      const release = await slots.acquire(signal);
      order.push(name);
      return release;
    };
    const waiting = ["a", "b", "c"].map(take);
    assert.deepEqual([slots.inFlight, slots.queued], [2, 3]);
    await assert.rejects(slots.acquire(signal), { code: "full" });
    first();
    first();
    (await waiting[0]!)();
    (await waiting[1]!)();
    await waiting[2];
    assert.deepEqual(order, ["a", "b", "c"]);
    assert.deepEqual([slots.inFlight, slots.queued], [2, 0]);
  });

  it("are not waited for longer than allowed, nor by those who have left", async () => {
    const slots = new Slots(1, 5, 20);
    await slots.acquire(signal);
    await assert.rejects(slots.acquire(signal), { code: "full" });
    const left = new AbortController();
    const waiting = slots.acquire(left.signal);
    left.abort(new Error("left"));
    await assert.rejects(waiting, /left/);
    assert.equal(slots.queued, 0);
  });

  it("are refused by a replica that is leaving, to those who wait too", async () => {
    const slots = new Slots(1, 5, 60_000);
    await slots.acquire(signal);
    const waiting = slots.acquire(signal);
    slots.close();
    await assert.rejects(waiting, { code: "draining" });
    await assert.rejects(slots.acquire(signal), { code: "draining" });
  });

  it("go beyond the limit for what another replica has left, and back again", async () => {
    const slots = new Slots(1, 5, 60_000);
    const release = await slots.acquire(signal);
    const forced = slots.force();
    const waiting = slots.acquire(signal);
    release();
    assert.deepEqual([slots.inFlight, slots.queued], [1, 1]);
    forced();
    await waiting;
    assert.deepEqual([slots.inFlight, slots.queued], [1, 0]);
  });
});

describe("what is kept for a time", () => {
  it("ends after it, and the oldest gives way to the newest", () => {
    let now = 0;
    const kept = new Expiring<string>(10, 100, () => now);
    kept.set("a", "1", 4);
    kept.set("b", "2", 4);
    kept.set("a", "3", 4);
    kept.set("c", "4", 4);
    assert.deepEqual([kept.get("a"), kept.get("b"), kept.get("c")], ["3", undefined, "4"]);
    now = 100;
    assert.deepEqual([kept.get("a"), kept.get("c")], [undefined, undefined]);
  });

  it("keeps its place for a second when it grows, and then goes behind the others", () => {
    let now = 0;
    const kept = new Expiring<string>(10, 5000, () => now);
    kept.set("a", "1", 2);
    kept.set("b", "2", 2);
    now = 999;
    kept.grow("a", 4);
    kept.set("c", "3", 6);
    assert.deepEqual([kept.get("a"), kept.get("b"), kept.get("c")], [undefined, "2", "3"]);
    now = 1000;
    kept.grow("b", 3);
    kept.set("d", "4", 4);
    assert.deepEqual([kept.get("b"), kept.get("c"), kept.get("d")], ["2", undefined, "4"]);
    kept.grow("a", 1);
    assert.equal(kept.get("a"), undefined);
    now = 5999;
    assert.equal(kept.get("b"), "2");
    now = 6000;
    assert.equal(kept.get("b"), undefined);
  });

  it("never weighs more than it may", () => {
    const entry = fc.tuple(
      fc.constantFrom("a", "b", "c", "d", "e"),
      fc.nat({ max: 12 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const kept = new Expiring<number>(20, 100, () => 0);
        for (const [key, weight, grows] of entries) {
          kept.set(key, weight, grows ? 0 : weight);
          if (grows) kept.grow(key, weight);
        }
        const weights = ["a", "b", "c", "d", "e"].map((key) => kept.get(key) ?? 0);
        assert.ok(weights.reduce((sum, weight) => sum + weight, 0) <= 20);
        const last = entries.at(-1);
        if (last) assert.equal(kept.get(last[0]), last[1]);
      }),
    );
  });
});
