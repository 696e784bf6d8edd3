import assert from "node:assert/strict";
import fc from "fast-check";
import { finishedSentences } from "../../../app/page/sentences";

/** What is announced while a text grows piece by piece. */
function announced(states: readonly string[]): string[] {
  let place = 0;
  return states.flatMap((text, index) => {
    const { sentences, letters } = finishedSentences(text, place, index === states.length - 1);
    place = letters;
    return sentences;
  });
}

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");

describe("finishedSentences", () => {
  it("holds a sentence back until it is finished", () => {
    assert.deepEqual(finishedSentences("One. Two", 0, false), { sentences: ["One."], letters: 3 });
    assert.deepEqual(finishedSentences("One. Two is", 3, false), { sentences: [], letters: 3 });
    assert.deepEqual(finishedSentences("One. Two is.", 3, true), {
      sentences: ["Two is."],
      letters: 8,
    });
  });

  it("keeps numbers and addresses whole", () => {
    const text = "It is 3.5 GB, see https://example.com/a?b=c.d for more. Done.";
    assert.deepEqual(finishedSentences(text, 0, true).sentences, [
      "It is 3.5 GB, see https://example.com/a?b=c.d for more.",
      "Done.",
    ]);
    for (let end = 0; end <= text.length; end += 1) {
      const { sentences } = finishedSentences(text.slice(0, end), 0, false);
      assert.ok(sentences.length === 0 || sentences[0]?.endsWith("more."), text.slice(0, end));
    }
  });

  it("goes on at the right letter when marks before it have turned into a style", () => {
    const states = ["**One. ", "**One. Two.", "One. Two. Three."];
    assert.deepEqual(announced(states), ["**One.", "Two.", "Three."]);
  });

  it("ends a sentence at each line's end, and knows the full stops of others", () => {
    const { sentences } = finishedSentences("A list\nof lines\n\n你好。再见。", 0, true);
    assert.equal(sentences.join("|"), "A list|of lines|你好。再见。");
  });

  it("announces every letter once and in order, however the text comes", () => {
    const word = fc.constantFrom(
      "Hello",
      "3.5",
      "e.g.",
      "Dr.",
      "a?b",
      "end.",
      "why?",
      "\n",
      "né",
      "好。",
    );
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.nat(200)), (words, places) => {
        const text = words.join(" ");
        const cuts = places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
        const said = announced([...cuts, text.length].map((end) => text.slice(0, end)));
        assert.equal(lettersOf(said.join("")), lettersOf(text));
        assert.ok(said.every((sentence) => lettersOf(sentence) !== ""));
      }),
    );
  });
});
