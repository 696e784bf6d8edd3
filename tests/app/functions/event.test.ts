import assert from "node:assert/strict";
import fc from "fast-check";
import { eventText, parseEvent } from "../../../app/functions/event";

const HOSTS = ["hooks.example.com"];
const CALLBACK = "https://hooks.example.com/replies";

const GOOD = { id: "order-17", message: "Hello", callbackUrl: CALLBACK };

function parse(value: unknown) {
  return parseEvent(JSON.stringify(value), HOSTS);
}

function problemOf(value: unknown): string {
  const parsed = parse(value);
  return "problem" in parsed ? parsed.problem : "";
}

describe("an event", () => {
  it("is one message, or a chat that ends with the user's", () => {
    assert.deepEqual(parse(GOOD), {
      event: {
        id: "order-17",
        messages: [{ role: "user", content: "Hello" }],
        callbackUrl: CALLBACK,
      },
    });
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: "Hello" },
    ];
    assert.deepEqual(parse({ id: "a", messages, callbackUrl: CALLBACK }), {
      event: { id: "a", messages, callbackUrl: CALLBACK },
    });
  });

  it("is nothing else", () => {
    const user = { role: "user", content: "Hello" };
    const chat = (...messages: unknown[]) => ({ id: "a", messages, callbackUrl: CALLBACK });
    const refused: readonly (readonly [value: unknown, why: RegExp])[] = [
      [[GOOD], /must be an object/],
      ["text", /must be an object/],
      [null, /must be an object/],
      [{ ...GOOD, extra: 1 }, /must be an object of/],
      [{ ...GOOD, id: undefined }, /id must be/],
      [{ ...GOOD, id: "" }, /id must be/],
      [{ ...GOOD, id: "a b" }, /id must be/],
      [{ ...GOOD, id: "a\n" }, /id must be/],
      [{ ...GOOD, id: "a".repeat(129) }, /id must be/],
      [{ ...GOOD, id: 7 }, /id must be/],
      [{ ...GOOD, message: undefined }, /Give message/],
      [{ ...GOOD, message: "  " }, /Give message/],
      [{ ...GOOD, message: { toString: "Hello" } }, /Give message/],
      [{ ...GOOD, messages: [user] }, /Give message/],
      [chat(), /Give message/],
      [chat(user, { role: "assistant", content: "Hi" }), /Give message/],
      [chat({ role: "tool", content: "Hello" }), /Give message/],
      [chat({ ...user, name: "x" }), /Give message/],
      [chat({ role: "user", content: [] }), /Give message/],
      [chat(...Array.from({ length: 201 }, () => user)), /Give message/],
      [{ ...GOOD, callbackUrl: 1 }, /callbackUrl must be a text/],
      [{ ...GOOD, callbackUrl: "https://evil.example/" }, /host that is allowed/],
    ];
    for (const [value, why] of refused) {
      assert.match(problemOf(value), why, JSON.stringify(value).slice(0, 100));
    }
    assert.deepEqual(parseEvent("{", HOSTS), { problem: "The body is not JSON." });
  });

  it("gets no prototype in, and is not confused by depth", () => {
    const polluted = JSON.stringify(GOOD).replace("{", '{"__proto__":{"message":"x"},');
    assert.ok("problem" in parseEvent(polluted, HOSTS));
    const inner = `{"id":"a","callbackUrl":"${CALLBACK}","messages":[{"role":"user","content":"x","__proto__":{}}]}`;
    assert.ok("problem" in parseEvent(inner, HOSTS));
    const constructor = JSON.stringify({ ...GOOD, constructor: { prototype: {} } });
    assert.ok("problem" in parseEvent(constructor, HOSTS));
    assert.equal(({} as { message?: string }).message, undefined);
    const deep = `{"id":"a","callbackUrl":"${CALLBACK}","message":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
    assert.match(JSON.stringify(parseEvent(deep, HOSTS)), /Give message/);
  });

  it("repeats nothing of itself in a problem", () => {
    const secret = "hunter2";
    for (const value of [
      { ...GOOD, id: `${secret} ` },
      { ...GOOD, [secret]: 1 },
      { ...GOOD, callbackUrl: `https://${secret}.example/` },
      { ...GOOD, messages: secret },
    ]) {
      assert.notEqual(problemOf(value), "");
      assert.doesNotMatch(problemOf(value), /hunter2/);
    }
  });

  it("goes over the queue unchanged, in characters that SQS takes", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.constantFrom("\uffff", "\ufffe", "\u0000\u001f", "\ud800", "😀 ü"),
    );
    fc.assert(
      fc.property(text, (message) => {
        fc.pre(message.trim() !== "");
        const parsed = parse({ ...GOOD, message });
        assert.ok("event" in parsed);
        const sent = eventText(parsed.event);
        assert.match(
          sent,
          /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u,
        );
        assert.deepEqual(parseEvent(sent, HOSTS), parsed);
      }),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseEvent(text, HOSTS)),
    );
  });
});
