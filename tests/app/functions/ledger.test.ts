import assert from "node:assert/strict";
import { memoryLedger, REMEMBERED_SECONDS, type Ledger } from "../../../app/functions/ledger";
import { redisLedger } from "../../../app/functions/redisLedger";
import type { RedisReply } from "../../../app/functions/resp";

const CLAIM_SECONDS = 35;

/** What the ledger asks of Redis, over a map. */
function fakeRedis(now: () => number) {
  const values = new Map<string, { value: string; until: number }>();
  const commands: string[][] = [];
  const get = (key: string): string | null => {
    const entry = values.get(key);
    return entry && entry.until > now() ? entry.value : null;
  };
  const command = (...parts: readonly string[]): Promise<RedisReply> => {
    commands.push([...parts]);
    const [name, first = "", second = "", third, fourth] = parts;
    if (name === "GET") return Promise.resolve(get(first));
    if (name === "SET") {
      if (third === "NX" && get(first) !== null) return Promise.resolve(null);
      const seconds = Number(parts.at(-1));
      values.set(first, { value: second, until: now() + seconds * 1000 });
      return Promise.resolve("OK");
    }
    assert.equal(name, "EVAL");
    assert.equal(second, "1");
    const key = third ?? "";
    if (get(key) !== fourth) return Promise.resolve(null);
    values.delete(key);
    return Promise.resolve(1);
  };
  return { command, commands };
}

for (const kind of ["memory", "redis"] as const) {
  describe(`the ledger in ${kind}`, () => {
    let time: number;
    let ledger: Ledger;

    beforeEach(() => {
      time = 1_800_000_000_000;
      const now = (): number => time;
      ledger =
        kind === "memory"
          ? memoryLedger(CLAIM_SECONDS, now)
          : redisLedger(fakeRedis(now).command, CLAIM_SECONDS);
    });

    it("gives an event to one worker at a time", async () => {
      assert.equal(await ledger.claim("a", "one"), "claimed");
      assert.equal(await ledger.claim("a", "two"), "busy");
      assert.equal(await ledger.claim("a", "one"), "claimed");
      assert.equal(await ledger.claim("b", "two"), "claimed");
    });

    it("gives it to another when the first has died", async () => {
      await ledger.claim("a", "one");
      time += CLAIM_SECONDS * 1000;
      assert.equal(await ledger.claim("a", "two"), "claimed");
    });

    it("remembers what is answered for as long as a queue may repeat it", async () => {
      await ledger.claim("a", "one");
      await ledger.complete("a");
      assert.equal(await ledger.claim("a", "one"), "done");
      time += REMEMBERED_SECONDS * 1000 - 1;
      assert.equal(await ledger.claim("a", "two"), "done");
      time += 1;
      assert.equal(await ledger.claim("a", "two"), "claimed");
    });

    it("gives a released event away at once, but only its holder can release it", async () => {
      await ledger.claim("a", "one");
      await ledger.release("a", "two");
      assert.equal(await ledger.claim("a", "two"), "busy");
      await ledger.release("a", "one");
      assert.equal(await ledger.claim("a", "two"), "claimed");
      await ledger.complete("a");
      await ledger.release("a", "two");
      assert.equal(await ledger.claim("a", "three"), "done");
    });
  });
}

describe("the ledger", () => {
  it("in memory is bounded, and forgets the oldest first", async () => {
    const ledger = memoryLedger(CLAIM_SECONDS, () => 0, 2);
    for (const id of ["a", "b", "c"]) await ledger.claim(id, "one");
    assert.equal(await ledger.claim("b", "two"), "busy");
    assert.equal(await ledger.claim("c", "two"), "busy");
    assert.equal(await ledger.claim("a", "two"), "claimed");
  });

  it("in Redis claims with SET NX and an end, under keys of its own", async () => {
    const { command, commands } = fakeRedis(() => 0);
    await redisLedger(command, CLAIM_SECONDS).claim("a", "one");
    assert.deepEqual(commands, [
      ["SET", "chatscale:event:a", "claim:one", "NX", "EX", String(CLAIM_SECONDS)],
    ]);
  });
});
