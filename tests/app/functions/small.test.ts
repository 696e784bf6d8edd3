import assert from "node:assert/strict";
import fc from "fast-check";
import { cached } from "../../../app/functions/cached";
import { errorName, logTo } from "../../../app/functions/log";
import { rateLimit } from "../../../app/functions/rateLimit";

describe("a cached value", () => {
  it("is loaded once in its time, also when it is asked for twice at once", async () => {
    let time = 0;
    let loads = 0;
    const value = cached(
      () => Promise.resolve(++loads),
      1000,
      () => time,
    );
    assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
    time = 999;
    assert.equal(await value(), 1);
    time = 1000;
    assert.equal(await value(), 2);
  });

  it("is not a failure", async () => {
    let loads = 0;
    const load = () => (++loads === 1 ? Promise.reject(new Error("down")) : Promise.resolve(loads));
    const value = cached(load, 1000, () => 0);
    await assert.rejects(value(), /down/);
    assert.equal(await value(), 2);
  });
});

describe("the rate limit", () => {
  it("lets the rate pass, and twice as many at once", () => {
    let time = 0;
    const admit = rateLimit(10, () => time);
    const passing = (calls: number): number =>
      Array.from({ length: calls }, admit).filter(Boolean).length;
    assert.equal(passing(100), 20);
    time += 500;
    assert.equal(passing(100), 5);
    time += 3_600_000;
    assert.equal(passing(100), 20);
  });

  it("never lets more pass than the rate and one burst, however the calls come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(300)), (perSecond, gaps) => {
        let time = 0;
        const admit = rateLimit(perSecond, () => time);
        const passed = gaps.filter((gap) => {
          time += gap;
          return admit();
        }).length;
        assert.ok(passed <= 2 * perSecond + (time / 1000) * perSecond + 1e-6);
      }),
    );
  });
});

describe("the log", () => {
  it("passes entries on to the logger of the cloud, by level", () => {
    const got: unknown[] = [];
    const write = (level: string) => (entry: object) => got.push([level, entry]);
    const log = logTo({ info: write("info"), warn: write("warn"), error: write("error") });
    log.info("a", { id: "1" });
    log.warn("b");
    log.error("c", { status: 500 });
    assert.deepEqual(got, [
      ["info", { event: "a", id: "1" }],
      ["warn", { event: "b" }],
      ["error", { event: "c", status: 500 }],
    ]);
  });

  it("names errors without their messages, which may hold data", () => {
    assert.equal(errorName(new TypeError("my secret")), "TypeError");
    assert.equal(
      errorName(Object.assign(new Error("x"), { code: "ECONNRESET" })),
      "Error ECONNRESET",
    );
    assert.equal(errorName("my secret"), "unknown");
  });
});
