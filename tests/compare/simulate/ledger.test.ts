import assert from "node:assert/strict";

import { FATE, Ledger } from "../../../compare/simulate/ledger";
import { LambdaPool } from "../../../compare/simulate/functions/pools";
import { simulateQueue } from "../../../compare/simulate/functions/worker";
import { Recorder } from "../../../compare/simulate/outcome";
import { chatsAt, fixed } from "../lost/scenes";

describe("the ledger of a run", () => {
  it("has what became of each chat of containers, by its place", () => {
    const times = [...Array<number>(10).fill(1), 2, 11];
    const chats = chatsAt(times, [...Array<number>(9).fill(10), 200, 10, 5], 100);
    const ledger = new Ledger(chats.count);
    fixed(1, 120)(chats, ledger);
    const { served, cut, refused } = FATE;
    assert.deepEqual([...ledger.fate], [...Array<number>(9).fill(served), cut, refused, served]);
    assert.deepEqual([...ledger.end].slice(8), [11, 121, 0, 16]);
    assert.deepEqual([ledger.wait[11], ledger.delay[11]], [0.5, 0]);
  });

  it("has them of functions, whose words come with the end", () => {
    const chats = chatsAt([0, 0, 1], [4, 50, 4], 100);
    const ledger = new Ledger(3);
    const settings = {
      requestsPerSecond: 1,
      queueSeconds: 0,
      timeout: 30,
      attempts: 1,
      visibility: 60,
      postSeconds: 1,
      concurrency: { start: 1, perMinute: 0, most: 1 },
    };
    const recorder = new Recorder(chats, (place) => chats.seconds[place]!, ledger);
    simulateQueue(chats, [0, 1, 2], settings, new LambdaPool(600, 0), recorder);
    // One call at a time: until 5, until it is cut at 35, and until 40.
    assert.deepEqual([...ledger.fate], [FATE.served, FATE.cut, FATE.served]);
    assert.deepEqual([...ledger.end], [5, 35, 40]);
    assert.deepEqual([ledger.wait[2], ledger.delay[2]], [39, 35]);
  });
});
