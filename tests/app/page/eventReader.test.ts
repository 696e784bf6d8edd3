import assert from "node:assert/strict";
import fc from "fast-check";
import { EventReader, type ReceivedEvent } from "../../../app/page/eventReader";

const STREAM = [
  "retry: 1000\n",
  ": heartbeat\n\n",
  'id: 0\nevent: start\ndata: {"reply":"r","conversation":"c","model":"m"}\n\n',
  'id: 1\r\nevent: token\r\ndata: {"text":"Grüße 👋🏽 "}\r\n\r\n',
  ": heartbeat\n\n",
  'event: later\nid: 2\ndata: {"of":"a newer gateway"}\n\n',
  'data: {"text":"a\\nb"}\nevent: token\nid: 3\n\n',
  'id: 4\nevent: end\ndata: {"reason":"stop"}\n\n',
].join("");

const EVENTS: ReceivedEvent[] = [
  { n: 0, event: "start", data: { reply: "r", conversation: "c", model: "m" } },
  { n: 1, event: "token", data: { text: "Grüße 👋🏽 " } },
  { n: 3, event: "token", data: { text: "a\nb" } },
  { n: 4, event: "end", data: { reason: "stop" } },
];

describe("EventReader", () => {
  it("reads the same events wherever the stream is cut, in a character too", () => {
    const bytes = new TextEncoder().encode(STREAM);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), bytes.length];
        const reader = new EventReader();
        const events = cuts.flatMap((end, index) =>
          reader.push(bytes.subarray(cuts[index - 1] ?? 0, end)),
        );
        assert.deepEqual(events, EVENTS);
        assert.equal(reader.retryMilliseconds, 1000);
      }),
    );
  });

  it("gives no number to the start of a stream that was resumed", () => {
    const text = 'event: start\ndata: {"reply":"r","conversation":"c","model":"m"}\n\n';
    const [event] = new EventReader().push(new TextEncoder().encode(text));
    assert.deepEqual(event, {
      event: "start",
      data: { reply: "r", conversation: "c", model: "m" },
    });
  });

  it("throws for data that is not JSON, and gives no event that is cut off", () => {
    const push = (text: string): ReceivedEvent[] =>
      new EventReader().push(new TextEncoder().encode(text));
    assert.throws(() => push("id: 1\nevent: token\ndata: {oops\n\n"), SyntaxError);
    assert.deepEqual(push('id: 1\nevent: token\ndata: {"text":"a"}\n'), []);
  });
});
