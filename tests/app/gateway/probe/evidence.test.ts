import assert from "node:assert/strict";
import fc from "fast-check";
import { Evidence } from "../../../../app/gateway/probe/evidence";

const KNOWN_FOR = 60_000;

describe("what calls tell of the model", () => {
  let time = 0;
  let evidence: Evidence;

  beforeEach(() => {
    time = 0;
    evidence = new Evidence(KNOWN_FOR, () => time);
  });

  const worked = (): void => evidence.call().worked();
  const failed = (): void => evidence.call().failed("model_failed");
  const failing = { works: false, reason: "model_failed" };

  it("is nothing at first, and what was really seen then", () => {
    assert.deepEqual(evidence.verdict, { works: false, reason: "unknown" });
    failed();
    assert.deepEqual(evidence.verdict, failing);
    worked();
    assert.deepEqual(evidence.verdict, { works: true, age: 0 });
  });

  it("is that it works, for no longer than a call counts", () => {
    worked();
    time = KNOWN_FOR;
    assert.deepEqual(evidence.verdict, { works: true, age: KNOWN_FOR });
    time += 1;
    assert.deepEqual(evidence.verdict, { works: false, reason: "unknown" });
  });

  it("is that it fails once more than half of the calls did, and works by as many good ones", () => {
    worked();
    failed();
    assert.equal(evidence.verdict.works, true);
    failed();
    assert.deepEqual(evidence.verdict, failing);
    worked();
    assert.equal(evidence.verdict.works, true);
  });

  it("looks back at ten calls: of a thousand good ones, six failures are left no excuse", () => {
    for (let count = 0; count < 1000; count += 1) worked();
    for (let count = 0; count < 5; count += 1) failed();
    assert.equal(evidence.verdict.works, true);
    failed();
    assert.deepEqual(evidence.verdict, failing);
  });

  it("counts a reply that broke after some tokens as a failure, and not as both", () => {
    worked();
    for (let count = 0; count < 2; count += 1) {
      const call = evidence.call();
      call.worked();
      call.failed("model_failed");
    }
    assert.deepEqual(evidence.verdict, failing);
  });

  it("takes each token of a long reply as a sign of now", () => {
    const call = evidence.call();
    for (time = 0; time < 10 * KNOWN_FOR; time += 1000) {
      call.worked();
      assert.deepEqual(evidence.verdict, { works: true, age: 0 });
    }
  });

  it("stays with its failure while nothing new is seen, and forgets why with time", () => {
    worked();
    failed();
    failed();
    time = KNOWN_FOR / 2;
    assert.deepEqual(evidence.verdict, failing);
    time = 2 * KNOWN_FOR;
    assert.deepEqual(evidence.verdict, { works: false, reason: "unknown" });
    worked();
    assert.equal(evidence.verdict.works, true);
  });

  const step = fc.record({ after: fc.nat(KNOWN_FOR), works: fc.boolean() });

  it("never is that it works when nothing did for as long as a call counts", () => {
    fc.assert(
      fc.property(fc.array(step), fc.nat(2 * KNOWN_FOR), (steps, rest) => {
        time = 0;
        evidence = new Evidence(KNOWN_FOR, () => time);
        let last = -Infinity;
        for (const { after, works } of steps) {
          time += after;
          if (works) worked();
          else failed();
          if (works) last = time;
        }
        time += rest;
        if (time - last > KNOWN_FOR) assert.equal(evidence.verdict.works, false);
        else if (evidence.verdict.works) assert.equal(evidence.verdict.age, time - last);
      }),
    );
  });

  it("never is that it fails when two good calls stand around each failure", () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 2, max: 9 }), fc.nat(KNOWN_FOR / 10)));
    fc.assert(
      fc.property(gaps, (runs) => {
        evidence = new Evidence(KNOWN_FOR, () => time);
        worked();
        for (const [good, wait] of runs) {
          failed();
          assert.equal(evidence.verdict.works, true);
          time += wait;
          for (let count = 0; count < good; count += 1) worked();
        }
      }),
    );
  });

  it("is that it fails after six failures in a row, whatever was before", () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        evidence = new Evidence(KNOWN_FOR, () => time);
        for (const { after, works } of steps) {
          time += after;
          if (works) worked();
          else failed();
        }
        for (let count = 0; count < 6; count += 1) failed();
        assert.deepEqual(evidence.verdict, failing);
      }),
    );
  });
});
