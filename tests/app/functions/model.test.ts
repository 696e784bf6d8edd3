import assert from "node:assert/strict";
import { apiModel, demoModel, ModelError, type Model } from "../../../app/functions/model";
import { startServer, type Answer, type TestServer } from "../../support/servers";

const CHAT = [{ role: "user", content: "my secret message" }] as const;

function completion(content: unknown): Answer {
  return { status: 200, body: JSON.stringify({ choices: [{ message: { content } }] }) };
}

describe("the model", () => {
  let server: TestServer;
  let answers: (Answer | undefined)[];

  beforeEach(async () => {
    answers = [];
    waited = [];
    server = await startServer(() => answers.shift());
  });

  afterEach(() => server.close());

  let waited: number[];
  const tools = {
    fetch,
    now: Date.now,
    random: () => 0.25,
    sleep: (milliseconds: number) => Promise.resolve(waited.push(milliseconds)),
  };
  const model = (name?: string): Model =>
    apiModel(
      { url: `http://127.0.0.1:${server.port}/v1/`, name, apiKey: () => Promise.resolve("key") },
      tools,
    );
  const ask = (milliseconds = 10_000): Promise<string> =>
    model("small").reply(CHAT, Date.now() + milliseconds);
  const failsAs = (reason: RegExp, permanent: boolean) => (error: unknown) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.reason, reason);
    assert.equal(error.permanent, permanent);
    assert.doesNotMatch(error.reason, /secret/);
    return true;
  };

  it("is asked for a whole reply, with the key and the name", async () => {
    answers = [completion("Hello."), completion("Hello.")];
    assert.equal(await ask(), "Hello.");
    const [request] = server.received;
    assert.equal(request?.path, "/v1/chat/completions");
    assert.equal(request.headers.authorization, "Bearer key");
    assert.deepEqual(JSON.parse(request.body), { model: "small", messages: CHAT, stream: false });
    await model().reply(CHAT, Date.now() + 10_000);
    assert.equal("model" in (JSON.parse(server.received[1]?.body ?? "") as object), false);
  });

  it("is asked once more when it is busy or broken, and time is left", async () => {
    for (const status of [429, 500, 503]) {
      server.received.length = 0;
      answers = [{ status, body: "my secret message" }, completion("Hello.")];
      assert.equal(await ask(), "Hello.");
      assert.equal(server.received.length, 2);
    }
    assert.deepEqual(waited, [750, 750, 750], "half a second to one and a half, by chance");
  });

  it("is asked only twice, and only once when no time is left", async () => {
    answers = [{ status: 429 }, { status: 500 }, completion("too late")];
    await assert.rejects(ask(), failsAs(/answered 500/, false));
    assert.equal(server.received.length, 2);
    answers = [{ status: 503 }, completion("too late")];
    await assert.rejects(ask(2000), failsAs(/answered 503/, false));
    assert.equal(server.received.length, 3);
  });

  it("is not asked again what it will refuse again", async () => {
    for (const status of [400, 404, 413, 422]) {
      answers = [{ status, body: "my secret message" }];
      await assert.rejects(ask(), failsAs(new RegExp(`answered ${status}`), true));
    }
    assert.equal(server.received.length, 4);
  });

  it("fails for now when its key is refused: someone may put that right", async () => {
    answers = [{ status: 401 }, { status: 401 }];
    await assert.rejects(ask(), failsAs(/answered 401/, false));
  });

  it("is asked within any time, also one of broken milliseconds", async () => {
    answers = [completion("Hello.")];
    assert.equal(await model().reply(CHAT, Date.now() + 5000.7), "Hello.");
  });

  it("is given up when it takes too long", async () => {
    await assert.rejects(ask(100), failsAs(/took too long/, false));
  });

  it("gets the key nowhere else by a redirect", async () => {
    const location = `http://127.0.0.1:${server.port}/elsewhere`;
    answers = [
      { status: 307, headers: { location } },
      { status: 307, headers: { location } },
    ];
    await assert.rejects(ask(), failsAs(/no connection/, false));
    assert.ok(server.received.every(({ path }) => path === "/v1/chat/completions"));
  });

  it("must answer a message of a sane size", async () => {
    for (const body of [
      "",
      "<html>",
      "null",
      "{}",
      '{"choices":[]}',
      '{"choices":[{"message":{}}]}',
    ]) {
      answers = [{ status: 200, body }];
      await assert.rejects(ask(1000), failsAs(/answered no/, false), body);
    }
    answers = [completion("x".repeat(1024 * 1024))];
    await assert.rejects(ask(1000), failsAs(/too large/, true));
  });

  it("is out of reach when nothing listens", async () => {
    const { port } = server;
    await server.close();
    const gone = apiModel(
      { url: `http://127.0.0.1:${port}`, name: undefined, apiKey: () => Promise.resolve("key") },
      tools,
    );
    await assert.rejects(gone.reply(CHAT, Date.now() + 1000), failsAs(/no connection/, false));
    server = await startServer(() => undefined);
  });

  it("of the demo answers by itself, always the same, and says so", async () => {
    const reply = await demoModel.reply(CHAT, 0);
    assert.match(reply, /demo model/);
    assert.match(reply, /3 words began: "my secret message"/);
    assert.equal(await demoModel.reply(CHAT, 0), reply);
    const long = [{ role: "user", content: "😀".repeat(100) }] as const;
    assert.match(await demoModel.reply(long, 0), /"(😀){80}"/u);
  });
});
