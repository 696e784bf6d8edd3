import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  begin,
  CHATS,
  DONE,
  FailingModel,
  OK,
  pour,
  reply,
  STOP,
  tokenEvent,
  type Behave,
} from "./failingModel";

/** The most that a chat asks a model. */
const TRIES = 4;

describe("a model that streams what it should not", function () {
  this.timeout(120_000);
  const model = FailingModel.use({ CONCURRENT_CHATS: String(CHATS) });

  const all = (behave: Behave, end: string, text: string, tries: number): Promise<void> =>
    model.endsAll(behave, end, text, tries);

  const sends =
    (...pieces: readonly (string | Buffer)[]): Behave =>
    (response) => {
      begin(response);
      for (const piece of pieces) response.write(piece);
      response.end();
    };

  it("is asked again when it resets before the first token, and not after it", async () => {
    await all((response) => response.destroy(), "model_failed", "", TRIES);
    await all(
      (response) => {
        begin(response);
        response.destroy();
      },
      "model_failed",
      "",
      TRIES,
    );
    const half: Behave = (response) => {
      begin(response);
      response.write(tokenEvent("half"), () => setTimeout(() => response.destroy(), 50));
    };
    await all(half, "model_failed", "half", 1);
  });

  it("has failed when its events are none", async () => {
    for (const nonsense of [
      "data: {not json}\n\n",
      "data: null\n\n",
      "data: 7\n\n",
      'data: {"choices":[{"delta":{"content":{"a":1}}}]}\n\n',
      'data: {"choices":{"0":{"delta":{"content":[]}}}}\n\n',
      'data: {"error":{"message":"overloaded"}}\n\n',
    ]) {
      await all(sends(tokenEvent("half"), nonsense), "model_failed", "half", 1);
    }
    await all(sends("data: {not json}\n\n"), "model_failed", "", TRIES);
  });

  it("has failed when it ends in the middle, and not when only its last word is missing", async () => {
    await all(sends(tokenEvent("half")), "model_failed", "half", 1);
    await all(sends(tokenEvent("whole"), STOP), "stop", "whole", 1);
    await all(sends(tokenEvent("whole"), DONE), "stop", "whole", 1);
    await all(sends(tokenEvent("whole") + STOP + DONE + tokenEvent("more")), "stop", "whole", 1);
    await all(sends(), "model_failed", "", TRIES);
  });

  it("has failed when it answers with anything but a stream of events", async () => {
    const answers: readonly [Record<string, string>, string | Buffer][] = [
      [{ "content-type": "text/html" }, "<html><body>Sign in</body></html>"],
      [{ "content-type": "application/json" }, '{"choices":[{"message":{"content":"a"}}]}'],
      [
        { "content-type": "text/event-stream", "content-encoding": "gzip" },
        gzipSync(tokenEvent("a") + STOP + DONE),
      ],
    ];
    for (const [headers, body] of answers) {
      const behave: Behave = (response) => response.writeHead(200, headers).end(body);
      await all(behave, "model_failed", "", 1);
    }
  });

  it("has failed when it changes the protocol", async () => {
    const behave: Behave = (response) => {
      response.socket?.end(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nabc",
      );
    };
    await all(behave, "model_failed", "", TRIES);
  });

  it("has failed when its headers have no end", async () => {
    const behave: Behave = ({ socket }) => {
      assert.ok(socket);
      socket.write("HTTP/1.1 200 OK\r\n");
      pour(socket, `X-A: ${"y".repeat(1000)}\r\n`);
    };
    await all(behave, "model_failed", "", TRIES);
  });

  it("loses no chat when it closes connections that the gateway keeps", async () => {
    model.answers((response) => {
      reply(response, ["fine"]);
      // The gateway may be about to use it again.
      response.on("finish", () => setTimeout(() => response.socket?.destroy(), 5));
    });
    for (let round = 0; round < 5; round += 1) {
      assert.deepEqual(await model.chats(), Array(CHATS).fill(OK("fine")));
    }
  });
});
