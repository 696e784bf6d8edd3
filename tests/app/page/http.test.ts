import assert from "node:assert/strict";
import { backoff } from "../../../app/page/backoff";
import { ApiError, ConnectionError, Http } from "../../../app/page/http";

function answering(response: Response | Error) {
  const calls: { path: string; init: RequestInit }[] = [];
  const send = ((path: string, init: RequestInit) => {
    calls.push({ path, init });
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
  }) as typeof fetch;
  return { calls, send };
}

describe("Http", () => {
  it("sends the token and the body, and nothing that it does not have", async () => {
    const { calls, send } = answering(new Response("{}"));
    await new Http(() => "secret", send).request("POST", "api/chats", { body: { a: 1 } });
    await new Http(() => undefined, send).request("GET", "api/info");
    assert.deepEqual(
      calls.map(({ path, init }) => [path, init]),
      [
        [
          "api/chats",
          {
            method: "POST",
            headers: { "Content-Type": "application/json", Authorization: "Bearer secret" },
            body: '{"a":1}',
          },
        ],
        ["api/info", { method: "GET", headers: {} }],
      ],
    );
  });

  it("tells the gateway's refusal in the gateway's words", async () => {
    const error = { code: "full", message: "Every place is taken.", retryAfterSeconds: 2 };
    const response = Response.json({ error }, { status: 503, headers: { "Retry-After": "7" } });
    await assert.rejects(
      new Http(() => undefined, answering(response).send).request("GET", "x"),
      (refusal: ApiError) => {
        const { status, code, message, retryAfterSeconds } = refusal;
        assert.deepEqual([status, { code, message, retryAfterSeconds }], [503, error]);
        return true;
      },
    );
  });

  it("tells the refusal of a proxy, and reads both forms of Retry-After", async () => {
    const soon = new Date(Date.now() + 30_000).toUTCString();
    for (const [value, least, most] of [
      ["7", 7, 7],
      [soon, 28, 31],
      ["Thu, 01 Jan 1970 00:00:00 GMT", 0, 0],
      ["later", undefined, undefined],
    ] as const) {
      const response = new Response("<h1>Bad gateway</h1>", {
        status: 502,
        headers: { "Retry-After": value },
      });
      await assert.rejects(
        new Http(() => undefined, answering(response).send).request("GET", "x"),
        ({ code, message, retryAfterSeconds }: ApiError) => {
          assert.equal(code, "unexpected");
          assert.equal(message, "The chat service answered with status 502.");
          if (least === undefined) assert.equal(retryAfterSeconds, undefined);
          else assert.ok(retryAfterSeconds! >= least && retryAfterSeconds! <= most, value);
          return true;
        },
      );
    }
  });

  it("tells no answer from an abort", async () => {
    const { send } = answering(new TypeError("fetch failed"));
    const http = new Http(() => undefined, send);
    await assert.rejects(http.request("GET", "x"), ConnectionError);
    const signal = AbortSignal.abort();
    await assert.rejects(http.request("GET", "x", { signal }), { name: "AbortError" });
  });
});

describe("backoff", () => {
  it("doubles up to ten seconds, over the upper half of each wait", () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 40].map((tries) => [backoff(tries, 1000, 0), backoff(tries, 1000, 1)]),
      [
        [500, 1000],
        [1000, 2000],
        [2000, 4000],
        [4000, 8000],
        [5000, 10_000],
        [5000, 10_000],
      ],
    );
  });
});
