import assert from "node:assert/strict";
import { keepChecking, probe, realClock } from "../../rehearsal/checker";
import { startServer } from "../support/servers";
import { FakeClock } from "./fakeClock";

const TIMES = { interval: 1000, timeout: 400 };

describe("the health checks of a side", () => {
  let clock: FakeClock;
  let stop: AbortController;
  let observed: string[];

  beforeEach(() => {
    clock = new FakeClock();
    stop = new AbortController();
    observed = [];
  });

  afterEach(() => stop.abort());

  const start = (check: (signal: AbortSignal) => Promise<boolean>): Promise<void> =>
    keepChecking(
      check,
      (works) => observed.push(`${clock.now()} ${works}`),
      TIMES,
      clock,
      stop.signal,
    );

  it("are made at a steady pace, from the start on, until they are stopped", async () => {
    const ended = start(() => Promise.resolve(true));
    await clock.pass(2500);
    assert.deepEqual(observed, ["0 true", "1000 true", "2000 true"]);
    stop.abort();
    await ended;
    await clock.pass(5000);
    assert.equal(observed.length, 3);
  });

  it("fail when they are refused, and when no answer comes in time; the pace stays", async () => {
    let signals: AbortSignal[] = [];
    const answers = [
      () => Promise.reject(new Error("refused")),
      () => new Promise<boolean>(() => undefined),
      () => Promise.resolve(true),
    ];
    void start((signal) => {
      signals = [...signals, signal];
      return (answers[signals.length - 1] ?? answers[2])!();
    });
    await clock.pass(1399);
    assert.deepEqual(observed, ["0 false"]);
    await clock.pass(1000);
    assert.deepEqual(observed, ["0 false", "1400 false", "2000 true"]);
    assert.ok(signals.every(({ aborted }) => aborted));
  });

  it("ask the chat probe, and take nothing but 200 for well", async () => {
    let status = 200;
    const server = await startServer(({ path }) => ({
      status: path === "/api/probe" ? status : 404,
    }));
    const base = `http://127.0.0.1:${server.port}`;
    try {
      assert.equal(await probe(base, stop.signal), true);
      status = 503;
      assert.equal(await probe(base, stop.signal), false);
    } finally {
      await server.close();
    }
    assert.equal(await probe(base, stop.signal), false);
  });

  it("wait by the real clock until they are stopped", async () => {
    const waiting = realClock.sleep(600_000, stop.signal);
    stop.abort();
    await waiting;
  });
});
