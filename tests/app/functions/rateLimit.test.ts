import assert from "node:assert/strict";
import fc from "fast-check";
import { rateLimit } from "../../../app/functions/rateLimit";

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
