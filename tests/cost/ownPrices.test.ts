import assert from "node:assert/strict";
import { estimate } from "../../cost/estimate";
import { readPrices } from "../../cost/ownPrices";
import { PriceBook, unitOf } from "../../cost/priceBook";
import shipped from "../../cost/prices.json";
import { linesFor, machineGroup, planWith, resource } from "../support/costs";

const mine = {
  id: "eks/standard",
  provider: "aws",
  region: "us-east-1",
  unit: "hour",
  price: 0.08,
};

function problemsIn(content: unknown): string[] {
  try {
    readPrices("mine.json", content);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === "PriceFileError", String(error));
    return error.message.split("\n");
  }
  return [];
}

describe("the shipped prices", () => {
  it("have a source and a date each, and one price for a thing in a region", () => {
    const keys = shipped.prices.map(({ provider, id, region }) => `${provider} ${id} ${region}`);
    assert.equal(new Set(keys).size, keys.length);
    for (const { id, source, date, price } of shipped.prices) {
      assert.match(source, /^https:\/\//, id);
      assert.match(date, /^20\d\d(-\d\d){0,2}$/, id);
      assert.ok(price > 0 || id === "aks/Free", id);
    }
  });

  it("have the units that another size of a family must have", () => {
    assert.equal(unitOf("aws", "ec2/t4g.medium"), "hour");
    assert.equal(unitOf("aws", "ec2/x9g.huge"), "hour");
    assert.equal(unitOf("aws", "nat/data"), "GB");
    assert.equal(unitOf("aws", "nat/other"), undefined, "NAT has more than one unit");
    assert.equal(unitOf("azure", "ec2/t4g.medium"), undefined);
  });
});

describe("a user's own prices", () => {
  const cluster = planWith([resource("aws:eks/cluster:Cluster")]);
  const abroad = { ...cluster, platform: { runtime: "eks", region: "eu-west-1" } as const };

  it("stand before the shipped ones, need no source, and leave the rest", () => {
    const book = new PriceBook(readPrices("mine.json", { currency: "USD", prices: [mine] }));
    const { lines, totals, priceDates } = estimate(cluster, book);
    assert.equal(totals.all.most, 58.4); // 0.08 × 730
    assert.deepEqual(lines[0]?.price, { id: "eks/standard", region: "us-east-1", verified: true });
    assert.equal(priceDates, null);
    assert.equal(book.find("aws", "alb/hour", "us-east-1")?.price, 0.0225);
  });

  it("of another region hold there alone", () => {
    const book = new PriceBook(
      readPrices("mine.json", { prices: [{ ...mine, region: "eu-west-1", price: 0.2 }] }),
    );
    const there = estimate(abroad, book);
    assert.deepEqual([there.totals.all.most, there.pricedAs], [146, []]);
    assert.equal(estimate(cluster, book).totals.all.most, 73);
  });

  it("give a price to a size that has none", () => {
    const plan = planWith(machineGroup({ min: 1, max: 1, type: "m9g.large" }));
    const own = { ...mine, id: "ec2/m9g.large", price: 0.1, date: "2026-11-26" };
    const { lines, unpriced } = estimate(plan, new PriceBook(readPrices("f", { prices: [own] })));
    assert.deepEqual(unpriced, []);
    assert.equal(linesFor({ lines } as never, "m9g.large, on demand")[0]?.monthly.most, 73);
  });

  it("are refused with every problem, its value and its fix", () => {
    const wrong = [
      { ...mine, price: -1 },
      { ...mine, id: "eks", unit: "week", extra: 1 },
      { id: "eks/standard", provider: "gcp", region: "", unit: "hour", price: "free" },
    ];
    assert.deepEqual(
      problemsIn({ currency: "EUR", rates: [], prices: wrong }),
      [
        "mine.json has 10 problems:",
        '  currency: "EUR" must be "USD", since totals are in one currency. Remove it, or convert the prices.',
        "  prices[0].price: -1 must be a number from 0: US dollars per unit.",
        '  prices[1].id: "eks" must be a family and a size, like ec2/m8g.large.',
        '  prices[1].unit: "week" must be one of: hour, day, month, GB, GB-month, GB-second, 10k, million, 10 million.',
        "  prices[1].extra is no key of it. Choose from: id, provider, region, unit, price, source, date, verified.",
        '  prices[2].provider: "gcp" must be aws or azure.',
        '  prices[2].region: "" must be a region or location, like eu-west-1, or "global".',
        '  prices[2].price: "free" must be a number from 0: US dollars per unit.',
        "  rates is no key of it. Choose from: currency, prices.",
      ].with(0, "mine.json has 9 problems:"),
    );
  });

  it("are refused where nothing would use them, or not as they say", () => {
    const wrong = [
      mine,
      { ...mine, price: 1 },
      { ...mine, id: "ecc2/t4g.medium" },
      { ...mine, id: "ec2/t4g.medium", unit: "month" },
    ];
    const [head, ...problems] = problemsIn({ prices: wrong });
    assert.equal(head, "mine.json has 3 problems:");
    assert.equal(
      problems[0],
      "  prices[1] is prices[0] again (eks/standard, us-east-1). Remove one.",
    );
    assert.match(
      problems[1] ?? "",
      /^ {2}prices\[2\]\.id: "ecc2\/t4g\.medium" of aws prices nothing\. Known families: aws alb, /,
    );
    assert.equal(
      problems[2],
      '  prices[3].unit: "month" must be "hour" for ec2/t4g.medium. Convert the price.',
    );
  });

  it("are refused when the file is something else", () => {
    const whole = "  must be a map with the key prices. See docs/cost.md for an example.";
    assert.deepEqual(problemsIn([]), ["mine.json has 1 problem:", whole]);
    assert.deepEqual(problemsIn(null), ["mine.json has 1 problem:", whole]);
    assert.deepEqual(problemsIn({}), [
      "mine.json has 1 problem:",
      "  prices is missing; it must be a list of prices. See docs/cost.md for an example.",
    ]);
    assert.deepEqual(problemsIn({ prices: ["0.1"] }), [
      "mine.json has 1 problem:",
      "  prices[0] must be a map of a price's keys.",
    ]);
    const { price: _, ...without } = mine;
    assert.deepEqual(problemsIn({ prices: [without] }).slice(1), [
      "  prices[0].price is missing; it must be a number from 0: US dollars per unit.",
    ]);
  });
});
