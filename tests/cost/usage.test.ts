import assert from "node:assert/strict";
import { ASSUMPTIONS, readUsage, usageWith } from "../../cost/usage";

const given = (key: string, value: unknown) => ({ from: "--usage", key, value });

describe("the assumed use", () => {
  it("is what is shipped, with a user's own values in their place", () => {
    assert.equal(usageWith().logGb, ASSUMPTIONS.logGb.value);
    const own = readUsage([given("logGb", 1), given("natGb", 7.5), given("logGb", 0)]);
    assert.deepEqual(own, { logGb: 0, natGb: 7.5 });
    assert.deepEqual(usageWith(own), { ...usageWith(), logGb: 0, natGb: 7.5 });
  });

  it("is refused with every problem at once", () => {
    const wrong = [
      given("logGB", 1),
      given("toString", 1),
      given("logGb", -1),
      given("natGb", "much"),
      given("spotDiscountPercent", 101),
      given("events", Number.POSITIVE_INFINITY),
    ];
    assert.throws(
      () => readUsage(wrong),
      (error: Error) => {
        const lines = error.message.split("\n");
        assert.equal(lines.length, wrong.length);
        assert.match(
          lines[0] ?? "",
          /^--usage: logGB is no assumption\. Choose one of: requests, /,
        );
        assert.match(lines[1] ?? "", /toString is no assumption/);
        assert.deepEqual(lines.slice(2), [
          "--usage: logGb: -1 must be a number from 0. Give a plain number of GB, like 10.",
          '--usage: natGb: "much" must be a number from 0. Give a plain number of GB, like 50.',
          "--usage: spotDiscountPercent: 101 must be a number from 0 to 100. Give a plain number of percent, like 50.",
          "--usage: events: null must be a number from 0. Give a plain number of events, like 100000.",
        ]);
        return true;
      },
    );
  });
});
