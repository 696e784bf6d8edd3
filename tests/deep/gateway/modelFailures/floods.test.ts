import assert from "node:assert/strict";
import { begin, DONE, FailingModel, pour, STOP, tokenEvent, type Behave } from "./failingModel";

/** Writes one piece over and over, as fast as it is taken. */
const endless =
  (first: string, piece: string): Behave =>
  (response) => {
    begin(response);
    response.write(first);
    pour(response, piece);
  };

const FEW = 8;

/** How some chats at once end. */
async function endsOf(model: FailingModel): Promise<string[]> {
  const outcomes = await model.chats(FEW);
  return [...new Set(outcomes.map(({ end }) => end))];
}

describe("a model that sends too much", function () {
  this.timeout(120_000);
  const model = FailingModel.use({ CONCURRENT_CHATS: String(FEW), LONGEST_REPLY_SECONDS: "20" });

  it("is cut off when an event has no end", async () => {
    model.answers(endless(tokenEvent("a") + "data: ", "x".repeat(64 * 1024)));
    assert.deepEqual(await endsOf(model), ["model_failed"]);
    assert.equal(model.requests, FEW);
  });

  it("is cut off when a reply has no end, at the length of the longest", async () => {
    model.answers(endless("", tokenEvent("word ".repeat(20)).repeat(100)));
    const outcomes = await model.chats(FEW);
    for (const { end, text } of outcomes) {
      assert.equal(end, "length");
      assert.ok(text.length >= 256 * 1024 && text.length < 257 * 1024, String(text.length));
    }
  });

  it("is cut off when a reply has no end, in the shortest of tokens, by their number", async () => {
    model.answers(endless("", tokenEvent("x").repeat(100)));
    for (const { end, text } of await model.chats(FEW)) {
      assert.deepEqual([end, text], ["length", "x".repeat(32 * 1024 - 1)]);
    }
  });

  it("is let go soon after its last word, though it goes on", async () => {
    model.answers(endless(tokenEvent("a") + STOP + DONE, "x".repeat(1024)));
    assert.deepEqual(await endsOf(model), ["stop"]);
    await model.isIdle();
  });
});

describe("a model that says nothing without end", function () {
  this.timeout(120_000);
  const model = FailingModel.use({ CONCURRENT_CHATS: String(FEW), LONGEST_REPLY_SECONDS: "4" });

  it("is cut off at the time of the longest reply", async () => {
    for (const piece of [": comment\n\n", "event: x\n\n", tokenEvent(""), "\n"]) {
      model.answers(endless(tokenEvent("a"), piece.repeat(1000)));
      assert.deepEqual(await endsOf(model), ["timeout"], piece);
    }
  });
});
