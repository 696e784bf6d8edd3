import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../load/random";
import { NameSwitch, SIDES, type SideName } from "../../rehearsal/nameSwitch";

const FAILURES = 3;

function observe(name: NameSwitch, side: SideName, outcomes: readonly boolean[]): void {
  for (const works of outcomes) name.observe(side, works);
}

/** How many of a thousand answers are side A. */
function answersOfA(name: NameSwitch): number {
  const random = seededRandom(1);
  const answers = Array.from({ length: 1000 }, () => name.answer(random()));
  return answers.filter((side) => side === "A").length;
}

describe("the name before two sides", () => {
  it("takes a side out after so many failures in a row, and back after as many successes", () => {
    const told: string[] = [];
    const name = new NameSwitch(FAILURES, 50, (side, isHealthy) =>
      told.push(`${side} ${isHealthy}`),
    );
    observe(name, "A", [false, false, true, false, false]);
    assert.ok(name.isHealthy("A"));
    observe(name, "A", [false]);
    assert.ok(!name.isHealthy("A"));
    observe(name, "A", [false, true, true, false, true, true]);
    assert.ok(!name.isHealthy("A"));
    observe(name, "A", [true]);
    assert.ok(name.isHealthy("A"));
    assert.deepEqual(told, ["A false", "A true"]);
  });

  it("changes a side's health exactly when the last checks all say otherwise", () => {
    const outcomes = fc.array(fc.boolean());
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 10 }), (checks, failures) => {
        const name = new NameSwitch(failures, 50);
        let isHealthy = true;
        let since = 0;
        for (const [index, works] of checks.entries()) {
          name.observe("B", works);
          const last = checks.slice(Math.max(since, index + 1 - failures), index + 1);
          if (last.length === failures && last.every((one) => one !== isHealthy)) {
            isHealthy = !isHealthy;
            since = index + 1;
          }
          assert.equal(name.isHealthy("B"), isHealthy);
          assert.ok(name.isHealthy("A"));
        }
      }),
    );
  });

  it("answers by weight among healthy sides", () => {
    const name = new NameSwitch(FAILURES, 30);
    const answers = answersOfA(name);
    assert.ok(answers > 250 && answers < 350, String(answers));
    name.moveShare(0);
    assert.equal(answersOfA(name), 0);
    name.moveShare(100);
    assert.equal(answersOfA(name), 1000);
  });

  it("never answers a side that is away while the other one is there, whatever its weight", () => {
    const name = new NameSwitch(FAILURES, 0);
    observe(name, "B", [false, false, false]);
    assert.equal(answersOfA(name), 1000);
    name.moveShare(100);
    assert.equal(answersOfA(name), 1000);
    observe(name, "B", [true, true, true]);
    observe(name, "A", [false, false, false]);
    assert.equal(answersOfA(name), 0);
  });

  it("answers as if all were healthy when none is", () => {
    const name = new NameSwitch(FAILURES, 30);
    for (const side of SIDES) observe(name, side, [false, false, false]);
    const answers = answersOfA(name);
    assert.ok(answers > 250 && answers < 350, String(answers));
  });
});
