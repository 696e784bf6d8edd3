import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readExemptions, withExemptions, type Exemption } from "../../policy/exemptions";
import { POLICIES } from "../../policy/policies";
import type { Violation } from "../../policy/types";

const NOW = new Date("2027-03-01T23:59:59Z");

const GOOD = {
  policy: "images-by-digest",
  stack: "prod-aws",
  reason: "The mirror that gives digests comes in March.",
  until: "2027-03-31",
};

function problemsOf(...entries: unknown[]): string[] {
  const { problems } = readExemptions(entries, POLICIES, NOW);
  return problems.map(({ key, value, rule }) => [key, value, rule].filter(Boolean).join(" "));
}

describe("the exemptions from policies", () => {
  it("are none in a file without an entry, and each that is complete", () => {
    for (const empty of [undefined, null, []]) {
      assert.deepEqual(readExemptions(empty, POLICIES, NOW), { exemptions: [], problems: [] });
    }
    const two = [GOOD, { ...GOOD, resource: "chatscale-prod-aws-autoscaler" }];
    assert.deepEqual(readExemptions(two, POLICIES, NOW), { exemptions: two, problems: [] });
  });

  it("are refused without a reason, an end, or a policy that there is, all at once", () => {
    const { exemptions, problems } = readExemptions(
      [
        GOOD,
        { policy: "none-such", stack: "dev", reason: "because", until: "soon", who: "me" },
        { policy: "logs-end", stack: "", reason: "  " },
        "logs-end",
        { ...GOOD, until: 2027 },
      ],
      POLICIES,
      NOW,
    );
    assert.deepEqual(exemptions, [GOOD]);
    assert.deepEqual(
      problems.map(({ key, value, rule }) => [key, value, rule]),
      [
        ["[1].who", '"me"', "is not a key of an exemption"],
        ["[1].policy", '"none-such"', "must be the name of a policy"],
        ["[1].reason", '"because"', "must be a sentence, of 15 characters or more"],
        ["[1].until", '"soon"', "must be a day"],
        ["[2].stack", '""', "is required"],
        ["[2].reason", '"  "', "is required"],
        ["[2].until", undefined, "is required"],
        ["[3]", '"logs-end"', "must be a map of keys"],
        ["[4].until", "2027", "must be a text"],
      ],
    );
    for (const { fix } of problems) assert.match(fix, /^[A-Z].*\.$/);
    assert.deepEqual(
      readExemptions({ a: 1 }, POLICIES, NOW).problems.map(({ key, rule }) => [key, rule]),
      [["policy/exemptions.yaml", "must be a list"]],
    );
  });

  it("hold to the end of their last day, in UTC, and no longer than a year", () => {
    const until = (day: string): string[] => problemsOf({ ...GOOD, until: day });
    assert.deepEqual(until("2027-03-01"), []);
    assert.deepEqual(until("2027-02-28"), ['[0].until "2027-02-28" must not be over']);
    assert.deepEqual(until("2028-03-01"), []);
    assert.deepEqual(until("2028-03-02"), ['[0].until "2028-03-02" must be within a year']);
    for (const day of ["2027-02-30", "2027-13-01", "2027-3-1", "31.03.2027"]) {
      assert.deepEqual(until(day), [`[0].until "${day}" must be a day`]);
    }
  });

  it("take every day from today to a year on, and no other", () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date("2020-01-01"),
          max: new Date("2040-01-01"),
          noInvalidDate: true,
        }),
        fc.integer({ min: -800, max: 800 }),
        (now, days) => {
          const start = Date.parse(now.toISOString().slice(0, 10));
          const until = new Date(start + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
          const { problems } = readExemptions([{ ...GOOD, until }], POLICIES, now);
          assert.equal(problems.length === 0, days >= 0 && days <= 366);
        },
      ),
    );
  });
});

describe("a violation", () => {
  const violation = (policy: string, name: string): Violation => ({
    policy,
    level: "mandatory",
    urn: `urn:pulumi:prod-aws::chatscale::a$b:c:D::${name}`,
    property: "p",
    rule: "must be",
  });
  const ALL = [
    violation("logs-end", "a"),
    violation("logs-end", "b"),
    violation("aws-imdsv2", "a"),
  ];

  it("is let be by an exemption of its policy, stack and resource", () => {
    const exemption = (more: Partial<Exemption>): Exemption => ({
      ...GOOD,
      policy: "logs-end",
      ...more,
    });
    const left = (...exemptions: Exemption[]): string[] =>
      withExemptions(ALL, exemptions, "prod-aws").violations.map(
        ({ policy, urn }) => `${policy} ${urn.split("::").at(-1) ?? ""}`,
      );
    assert.deepEqual(left(), ["logs-end a", "logs-end b", "aws-imdsv2 a"]);
    assert.deepEqual(left(exemption({})), ["aws-imdsv2 a"]);
    assert.deepEqual(left(exemption({ resource: "a" })), ["logs-end b", "aws-imdsv2 a"]);
    assert.deepEqual(left(exemption({ stack: "dev" })), left());
    assert.deepEqual(left(exemption({ resource: "c" })), left());
  });

  it("is told with the exemption that lets it be, and so is one that lets nothing be", () => {
    const used: Exemption = { ...GOOD, policy: "logs-end", resource: "b" };
    const unused: Exemption = { ...GOOD, policy: "logs-end", resource: "c" };
    const others: Exemption = { ...unused, stack: "dev" };
    const judged = withExemptions(ALL, [used, unused, others], "prod-aws");
    assert.deepEqual(judged.exempt, [{ ...ALL[1], exemption: used }]);
    assert.deepEqual(judged.unused, [unused]);
  });
});
