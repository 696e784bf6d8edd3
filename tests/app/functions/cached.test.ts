import assert from "node:assert/strict";
import { cached } from "../../../app/functions/cached";

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
