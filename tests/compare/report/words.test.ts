import assert from "node:assert/strict";
import { dollars, duration, range } from "../../../compare/report/words";

describe("the words of the report", () => {
  it("give a time two or three digits, in the unit that reads best", () => {
    const read = (seconds: number): string => duration(seconds);
    assert.deepEqual([0, 0.54, 9.94, 9.95, 99.4, 99.5, 5399, 5400].map(read), [
      "0.0 s",
      "0.5 s",
      "9.9 s",
      "10 s",
      "99 s",
      "2 min",
      "90 min",
      "1.5 h",
    ]);
  });

  it("give money cents below ten dollars", () => {
    assert.deepEqual([0, 1.234, 9.94, 9.95, 1234.5].map(dollars), [
      "$0.00",
      "$1.23",
      "$9.94",
      "$10",
      "$1,235",
    ]);
  });

  it("give a range its unit once, and one number where both read the same", () => {
    assert.equal(range(1, 2, duration), "1.0–2.0 s");
    assert.equal(range(1, 120, duration), "1.0 s–2 min");
    assert.equal(range(1.01, 1.04, duration), "1.0 s");
    assert.equal(range(5, 20, dollars), "$5.00–$20");
  });
});
