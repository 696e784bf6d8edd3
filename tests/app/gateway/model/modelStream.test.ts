import assert from "node:assert/strict";
import fc from "fast-check";
import { Continuation } from "../../../../app/gateway/model/continuation";
import { ModelStream } from "../../../../app/gateway/model/modelStream";

function eventsOf(texts: readonly string[], lineEnd: string): string {
  const events = texts.map((content) => ({ choices: [{ delta: { content } }] }));
  const last = { choices: [{ delta: {}, finish_reason: "length" }] };
  const usage = { choices: [], usage: { total_tokens: 3 } };
  const lines = [...events, last, usage].map((event) => `data: ${JSON.stringify(event)}`);
  return [": comment", "event: x", ...lines, "data:[DONE]", ""].join(lineEnd + lineEnd);
}

describe("the stream of a model", () => {
  const signs = fc.constantFrom("a", "ä", "€", "😀", "\ud800", "\n", "\r", "\\", '"', ":", " ");
  const texts = fc.array(signs).map((all) => all.join(""));

  it("is read alike wherever its bytes are cut, with either line end", () => {
    fc.assert(
      fc.property(
        fc.array(texts, { maxLength: 6 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
        fc.constantFrom("\n", "\r\n"),
        (sent, cuts, lineEnd) => {
          const bytes = Buffer.from(eventsOf(sent, lineEnd));
          const got: string[] = [];
          const stream = new ModelStream((text) => got.push(text));
          const places = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
          let start = 0;
          for (const place of [...places, bytes.length]) {
            stream.push(bytes.subarray(start, place));
            start = place;
          }
          assert.deepEqual(got, sent);
          assert.equal(stream.end, "length");
          assert.ok(stream.done);
        },
      ),
    );
  });

  it("has no end before it says so", () => {
    const stream = new ModelStream(() => undefined);
    stream.push(Buffer.from('data: {"choices":[{"delta":{"content":"a"}}]}\n\n'));
    assert.equal(stream.end, undefined);
    assert.ok(!stream.done);
  });
});

describe("the continuation of a reply", () => {
  function joined(prefix: string, pieces: readonly string[]): string {
    let text = "";
    const continuation = new Continuation(prefix, (piece) => (text += piece));
    for (const piece of pieces) continuation.push(piece);
    continuation.end();
    return text;
  }

  const cut = (text: string, sizes: readonly number[]): string[] => {
    const pieces: string[] = [];
    let start = 0;
    for (const size of sizes) {
      pieces.push(text.slice(start, start + size));
      start += size;
    }
    return [...pieces, text.slice(start)];
  };

  const sizes = fc.array(fc.integer({ min: 1, max: 5 }));

  it("leaves out what a model says again, wherever the pieces end", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), sizes, (prefix, rest, lengths) => {
        assert.equal(joined(prefix, cut(prefix + rest, lengths)), rest);
      }),
    );
  });

  it("takes all that a model adds, when that does not begin as the reply did", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), sizes, (prefix, rest, lengths) => {
        fc.pre(prefix === "" || !rest.startsWith(prefix.charAt(0)));
        assert.equal(joined(prefix, cut(rest, lengths)), rest);
      }),
    );
  });

  it("loses nothing that only seemed to be said again", () => {
    assert.equal(joined("The cat", [" The", " dog"]), " The dog");
    assert.equal(joined("The cat", ["The", " dog"]), "The dog");
    assert.equal(joined("The cat", ["The"]), "The");
  });
});
