import assert from "node:assert/strict";

import { FlexPool, LambdaPool } from "../../../../compare/simulate/functions/pools";
import { simulateQueue, type QueueSettings } from "../../../../compare/simulate/functions/worker";
import { Recorder } from "../../../../compare/simulate/outcome";
import type { Chats } from "../../../../compare/simulate/chats";
import type { Pool } from "../../../../compare/simulate/functions/pools";

const SETTINGS: QueueSettings = {
  requestsPerSecond: 100,
  queueSeconds: 0,
  timeout: 30,
  attempts: 5,
  visibility: 180,
  postSeconds: 0,
  concurrency: { start: 5, perMinute: 300, most: 1000 },
};

function chatsAt(times: readonly number[], seconds: number): Chats {
  const at = Float64Array.from(times);
  return { count: at.length, at, seconds: at.map(() => seconds), firstToken: 0.5, duration: 3600 };
}

function run(chats: Chats, pool: Pool, settings: Partial<QueueSettings> = {}) {
  const recorder = new Recorder(chats, (place) => chats.seconds[place]!);
  const places = Array.from(chats.at, (_, place) => place);
  return recorder.outcome(
    simulateQueue(chats, places, { ...SETTINGS, ...settings }, pool, recorder),
  );
}

describe("functions behind a queue", () => {
  it("start an instance for the first call only, while one is idle", () => {
    const outcome = run(chatsAt([0, 100, 200, 900], 10), new LambdaPool(600, 1));
    assert.deepEqual([outcome.served, outcome.cold], [4, 2]);
    // 11 s for the first, whose start is waited for and paid; the third ended at 210, so 810 is the end.
    assert.deepEqual(outcome.capacity.calls, 4);
    assert.deepEqual(outcome.capacity.callSeconds, 42);
    assert.equal(outcome.firstWords!.p99, 11);
    assert.equal(outcome.firstWords!.p50, 10);
  });

  it("take no more calls at once than they may, and more each minute", () => {
    const outcome = run(chatsAt(Array<number>(100).fill(0), 300), new LambdaPool(600, 0), {
      timeout: 900,
    });
    // Five at once, and all others a minute later.
    assert.equal(outcome.served, 100);
    assert.deepEqual([outcome.firstWords!.p50, outcome.capacity.instances!.peak], [360, 100]);
    const limited = run(chatsAt(Array<number>(20).fill(0), 10), new LambdaPool(600, 0), {
      concurrency: { start: 5, perMinute: 300, most: 10 },
    });
    assert.equal(limited.firstWords!.p99, 40);
    assert.equal(limited.capacity.instances!.peak, 5);
  });

  it("refuse what comes faster than the webhook takes it, but for a burst", () => {
    const outcome = run(chatsAt(Array<number>(50).fill(0), 1), new LambdaPool(600, 0), {
      requestsPerSecond: 10,
    });
    assert.deepEqual([outcome.served, outcome.refused], [20, 30]);
  });

  it("try a chat that is longer than a call five times, and pay for each", () => {
    const outcome = run(chatsAt([0], 40), new LambdaPool(600, 0));
    assert.deepEqual([outcome.served, outcome.cut], [0, 1]);
    assert.deepEqual([outcome.capacity.calls, outcome.capacity.callSeconds], [5, 150]);
  });

  it("share an instance of Flex, which is paid for by the time that it works", () => {
    const settings = { callsPerInstance: 10, most: 2, alwaysReady: 0, startSeconds: 2 };
    const pool = new FlexPool({ ...settings, idleLifetime: 60, leastBilled: 1 });
    const outcome = run(chatsAt([0, 0, 5], 10), pool, {
      concurrency: { start: 20, perMinute: 0, most: 20 },
    });
    assert.deepEqual([outcome.served, outcome.cold], [3, 2]);
    assert.equal(outcome.firstWords!.p99, 12);
    assert.equal(outcome.capacity.callSeconds, 13);
    assert.equal(outcome.capacity.instances!.peak, 1);
    const full = run(
      chatsAt(Array<number>(30).fill(0), 10),
      new FlexPool({ ...settings, idleLifetime: 60, leastBilled: 1 }),
      {
        concurrency: { start: 100, perMinute: 0, most: 100 },
      },
    );
    assert.equal(full.firstWords!.p99, 22);
    assert.equal(full.capacity.instances!.peak, 2);
  });
});
