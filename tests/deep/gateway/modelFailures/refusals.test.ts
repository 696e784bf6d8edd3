import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import {
  begin,
  CHATS,
  FailingModel,
  OK,
  reply,
  tokenEvent,
  type Behave,
  type Outcome,
} from "./failingModel";

/** The most that a chat asks a model. */
const TRIES = 4;

const refuse = (response: ServerResponse, status: number, headers: Record<string, string> = {}) =>
  response.writeHead(status, headers).end('{"error":{"message":"no"}}');

const failed = (end: string, retryAfterSeconds?: number): Outcome => ({
  end,
  text: "",
  retryAfterSeconds,
});

describe("a model that refuses many chats at once", function () {
  this.timeout(120_000);
  const model = FailingModel.use({ CONCURRENT_CHATS: String(CHATS) });

  const all = async (behave: Behave, outcome: Outcome, tries: number): Promise<void> => {
    model.answers(behave);
    assert.deepEqual(await model.chats(), Array(CHATS).fill(outcome));
    assert.equal(model.requests, CHATS * tries);
  };

  it("is asked a few times more, and each client hears that it is busy", async () => {
    await all((response) => refuse(response, 429), failed("model_busy", 10), TRIES);
  });

  it("is asked again when it says, if that is soon", async () => {
    await all(
      (response) => refuse(response, 429, { "retry-after": "0" }),
      failed("model_busy", 1),
      TRIES,
    );
    const asked: number[] = [];
    model.answers((response, index) => {
      asked.push(Date.now());
      if (index < CHATS) refuse(response, 429, { "retry-after": "2" });
      else reply(response, ["fine"]);
    });
    assert.deepEqual(await model.chats(), Array(CHATS).fill(OK("fine")));
    assert.equal(model.requests, 2 * CHATS);
    // Nobody came back early. The first try is the earliest that any second one can count from.
    assert.ok(asked[CHATS]! - asked[0]! >= 1990, `${asked[CHATS]! - asked[0]!} ms`);
  });

  it("is not asked again when it says that it takes long, however absurdly long", async () => {
    for (const [value, told] of [
      ["11", 11],
      ["3600", 3600],
      ["99999999", 3600],
      ["9".repeat(400), 3600],
    ] as const) {
      await all(
        (response) => refuse(response, 429, { "retry-after": value }),
        failed("model_busy", told),
        1,
      );
    }
  });

  it("is asked a few times more when it says nothing that can be used", async () => {
    const date = new Date(Date.now() + 1000).toUTCString();
    const values = [date, "Fri, 31 Dec 9999 23:59:59 GMT", "-1", "soon", "1.5", "1e3", "NaN", ""];
    model.answers((response, index) => {
      refuse(response, 429, { "retry-after": values[index % values.length]! });
    });
    assert.deepEqual(await model.chats(), Array(CHATS).fill(failed("model_busy", 10)));
    assert.equal(model.requests, CHATS * TRIES);
  });

  it("is asked a few times more when it fails, and serves as soon as it can", async () => {
    for (const status of [500, 502, 503, 504, 408]) {
      await all((response) => refuse(response, status), failed("model_failed", 10), TRIES);
    }
    model.answers((response, index) => {
      if (index < 2 * CHATS) refuse(response, 503);
      else reply(response, ["fine"]);
    });
    assert.deepEqual(await model.chats(), Array(CHATS).fill(OK("fine")));
    assert.equal(model.requests, 3 * CHATS);
  });

  it("is asked once when it refuses for good, and its redirects lead nowhere", async () => {
    const other = `http://127.0.0.1:1/stolen`;
    for (const status of [301, 302, 303, 307, 308]) {
      const behave: Behave = (response) => refuse(response, status, { location: other });
      await all(behave, failed("model_refused"), 1);
    }
    for (const status of [204, 400, 401, 403, 404, 413, 422, 451, 501]) {
      await all((response) => response.writeHead(status).end(), failed("model_refused"), 1);
    }
  });

  it("is not asked by all at once again: their waits differ", async () => {
    const second: number[] = [];
    model.answers((response, index) => {
      if (index >= CHATS && index < 2 * CHATS) second.push(Date.now());
      if (index < CHATS) refuse(response, 503);
      else reply(response, ["fine"]);
    });
    await model.chats();
    // From 250 to 750 ms by chance: that 40 of them fall within 50 ms is beyond belief.
    assert.ok(second.at(-1)! - second[0]! > 50);
  });
});

describe("a model whose clients leave", function () {
  this.timeout(120_000);
  const model = FailingModel.use({
    CONCURRENT_CHATS: String(CHATS),
    QUEUED_CHATS: String(CHATS),
    QUEUE_SECONDS: "100",
  });

  it("is let go in the middle of each reply, and those who waited are served", async () => {
    const speaking = new Set<ServerResponse>();
    model.answers((response, index) => {
      if (index >= CHATS) {
        reply(response, ["fine"]);
        return;
      }
      begin(response);
      const timer = setInterval(() => response.write(tokenEvent("word ")), 50);
      speaking.add(response);
      response.on("close", () => {
        clearInterval(timer);
        speaking.delete(response);
      });
    });
    const leaving = model.chats(CHATS, { onEvent: ({ event }) => event !== "token" });
    const ends = (await leaving).map(({ end }) => end);
    assert.deepEqual([...new Set(ends)], ["left"]);
    assert.deepEqual(await model.chats(), Array(CHATS).fill(OK("fine")));
    while (speaking.size > 0) await new Promise(setImmediate);
    assert.equal(model.requests, 2 * CHATS);
  });

  it("is let go before it has answered, and is not asked again", async () => {
    model.answers(() => undefined);
    const leaving = model.chats(CHATS, { onEvent: () => false });
    await leaving;
    await model.isIdle();
    assert.equal(model.requests, CHATS);
    model.answers((response) => refuse(response, 503));
    await model.chats(CHATS, { onEvent: () => false });
    await model.isIdle();
    assert.ok(model.requests <= CHATS * TRIES);
  });
});
