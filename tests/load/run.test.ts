import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { arrivals, rateProfile } from "../../load/arrivals";
import { seededRandom } from "../../load/random";
import { runLoad, type Progress } from "../../load/run";
import type { LoadSettings } from "../../load/settings";
import { end, failure, start, startStreams, stream, token } from "./streamServer";
import type { Answer, StreamServer } from "./streamServer";

const BASE: Omit<LoadSettings, "urls"> = {
  protocol: "chatscale",
  shape: "steady",
  rate: 160,
  spike: 1,
  duration: 0.25,
  seed: 7,
  timeout: 60,
  mostOpen: 1000,
  headers: {},
  prompt: "Hello",
  model: "",
};
/** What the seed brings. */
const TIMES = [...arrivals(rateProfile("steady", 160, 0.25, 1), seededRandom(7))];
const DUE = TIMES.length;

const reply = (response: ServerResponse): void => {
  stream(response, start, token(1), token(2), end(3));
  response.end();
};

describe("a run", () => {
  let server: StreamServer | undefined;
  afterEach(() => server?.close());

  const serve = async (answer: Answer): Promise<LoadSettings> => {
    server = await startStreams(answer);
    return { ...BASE, urls: [server.url] };
  };

  it("sends every chat when it is due, though none is answered before the last has come", async () => {
    const held: ServerResponse[] = [];
    const settings = await serve((response) => {
      held.push(response);
      if (held.length === DUE) held.forEach(reply);
    });
    const report = await runLoad(settings);
    assert.deepEqual(report.chats, {
      due: DUE,
      complete: DUE,
      ends: { stop: DUE },
      shed: [],
      failed: {},
      truncated: 0,
      unfinished: 0,
      notSent: 0,
    });
    assert.deepEqual(report.stream, {
      tokens: 2 * DUE,
      resumed: 0,
      lost: 0,
      doubled: 0,
      mostOpen: DUE,
    });
    // The first chat waited for the last: its latency counts from when it was due.
    const longest = 1000 * (TIMES.at(-1)! - TIMES[0]!);
    assert.equal(report.firstToken?.count, DUE);
    assert.ok(report.firstToken.max >= longest * 0.999);
    assert.equal(report.gaps?.count, DUE);
    assert.equal(report.reply?.count, DUE);
    assert.ok(report.reply.max >= report.firstToken.max);
    assert.ok((report.generator.late?.min ?? -1) > 0);
    assert.equal(report.interrupted, false);
    assert.ok(report.seconds >= TIMES.at(-1)! * 0.999);
    assert.equal(report.series.step, 1);
    assert.equal(report.series.steps.length, 1);
    const { due, complete, shed, failed, open } = report.series.steps[0]!;
    assert.deepEqual([due, complete, shed, failed, open], [DUE, DUE, 0, 0, DUE]);
  });

  it("counts each outcome apart, and tells them as they come", async () => {
    let turn = 0;
    const settings = await serve((response) => {
      turn += 1;
      const wait = { "retry-after": String(turn) };
      if (turn === 1) response.writeHead(503, wait).end();
      else if (turn === 2) response.writeHead(503).end();
      else if (turn === 3) response.writeHead(503, wait).end();
      else if (turn === 4) response.writeHead(429, wait).end();
      else if (turn === 5) response.writeHead(500).end();
      else if (turn === 6) stream(response, start, failure(1, "model_failed"));
      else if (turn === 7) {
        stream(response, token(0));
        response.end();
      } else if (turn === 8) stream(response, start, end(1, "timeout"));
      else reply(response);
    });
    let last: Progress | undefined;
    const report = await runLoad(settings, { onProgress: (progress) => (last = progress) });
    assert.deepEqual(report.chats, {
      due: DUE,
      complete: DUE - 7,
      ends: { timeout: 1, stop: DUE - 8 },
      shed: [
        { status: 429, count: 1, withoutRetryAfter: 0, retryAfter: [4, 4] },
        { status: 503, count: 3, withoutRetryAfter: 1, retryAfter: [1, 3] },
      ],
      failed: { http_500: 1, model_failed: 1 },
      truncated: 1,
      unfinished: 0,
      notSent: 0,
    });
    const { seconds, ...rest } = last!;
    assert.ok(seconds >= TIMES.at(-1)! * 0.999);
    assert.deepEqual(rest, { duration: 0.25, sent: DUE, expected: 40, open: 0, notServed: 7 });
  });

  it("ends early with what it has, and cuts what is open", async () => {
    const stop = new AbortController();
    let turn = 0;
    const settings = await serve((response) => {
      turn += 1;
      if (turn < 3) reply(response);
      else stream(response, start, token(1));
      if (turn === 5) stop.abort();
    });
    const report = await runLoad({ ...settings, duration: 3600 }, { signal: stop.signal });
    assert.equal(report.interrupted, true);
    const { due, complete, unfinished } = report.chats;
    assert.equal(due, complete + unfinished);
    assert.ok(unfinished >= 3);
  });

  it("does not send what it may not hold, and says so", async () => {
    const held: ServerResponse[] = [];
    const settings = await serve((response) => void held.push(response));
    const asked = { ...settings, mostOpen: 4, timeout: 0.1 };
    const report = await runLoad(asked);
    assert.equal(report.stream.mostOpen, 4);
    assert.ok(report.chats.notSent > 0);
    const { due, failed, notSent } = report.chats;
    assert.equal(due, (failed["client_timeout"] ?? 0) + notSent);
  });

  it("takes the URLs in turn", async () => {
    const settings = await serve(reply);
    const second = await startStreams(reply);
    const report = await runLoad({ ...settings, urls: [...settings.urls, second.url] });
    assert.equal(report.chats.complete, DUE);
    assert.equal(second.asked.length, Math.floor(DUE / 2));
    assert.equal(server?.asked.length, Math.ceil(DUE / 2));
    await second.close();
  });

  it("never shows what a URL may hold of secrets", async () => {
    const settings = await serve(reply);
    const url = new URL("?key=secret", settings.urls[0]);
    const report = await runLoad({ ...settings, urls: [url] });
    assert.deepEqual(report.run.urls, [settings.urls[0]?.href]);
    assert.doesNotMatch(JSON.stringify(report), /secret/);
  });
});
