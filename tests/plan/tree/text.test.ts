import assert from "node:assert/strict";
import * as fc from "fast-check";
import { closedUp, filled, grid, listed, shorten } from "../../../plan/tree/text";

describe("text of a fixed width", () => {
  it("is cut in the middle", () => {
    assert.equal(shorten("abcdefghij", 5), "ab…ij");
    assert.equal(shorten("abc", 5), "abc");
    assert.equal(shorten("abc", 1), "…");
  });

  it("is filled word by word, with no word lost", () => {
    assert.deepEqual(filled(["one", "two", "three"], 8), ["one two", "three"]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/)), fc.nat(30), (words, more) => {
        const width = 12 + more;
        const lines = filled(words, width);
        assert.deepEqual(
          lines.flatMap((line) => line.split(" ")),
          words,
        );
        for (const line of lines) assert.ok(line.length <= width);
      }),
    );
  });

  it("lists items with commas, and breaks between them only", () => {
    assert.deepEqual(listed(["a b", "c d", "e f"], 9), ["a b, c d,", "e f"]);
  });

  it("is laid out in columns that fit", () => {
    assert.deepEqual(grid(["1 a", "22 bb", "3 c"], 14), ["1 a     22 bb", "3 c"]);
    assert.deepEqual(grid(["1 a", "22 bb"], 5), ["1 a", "22 bb"]);
    assert.deepEqual(grid([], 20), []);
  });

  it("closes up runs of three and more numbers", () => {
    assert.deepEqual(closedUp(["a-1", "a-2", "a-3", "b-1", "b-2", "c", "d"]), [
      "a-1…3",
      "b-1",
      "b-2",
      "c",
      "d",
    ]);
    assert.deepEqual(closedUp(["a-1", "a-3", "a-4"]), ["a-1", "a-3", "a-4"]);
  });
});
