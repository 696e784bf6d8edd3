import assert from "node:assert/strict";
import fc from "fast-check";
import { address, cidr, format, overlaps, parseCidr, size, subnet } from "../../shared/cidr";
import { subnetLayout, usableAddresses } from "../../shared/subnets";

const anyCidr = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([first, prefix]) => ({ first: first - (first % 2 ** (32 - prefix)), prefix }));

describe("cidr", () => {
  it("reads back every range that it writes", () => {
    fc.assert(fc.property(anyCidr, (range) => assert.deepEqual(parseCidr(format(range)), range)));
  });

  it("refuses what is not a range", () => {
    for (const text of ["10.0.0.0", "10.0.0.1/16", "256.0.0.0/8", "10.0.0.0/33", "a/8", ""]) {
      assert.equal(parseCidr(text), undefined, text);
    }
    assert.throws(() => cidr("10.0.0.1/16"), RangeError);
  });

  it("sees two ranges overlap exactly when one holds the first address of the other", () => {
    const holds = (a: { first: number; prefix: number }, first: number): boolean =>
      first >= a.first && first < a.first + size(a);
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        assert.equal(overlaps(a, b), holds(a, b.first) || holds(b, a.first));
      }),
    );
  });

  it("counts addresses inside a range", () => {
    assert.equal(address(cidr("172.20.0.0/16"), 10), "172.20.0.10");
    assert.equal(address(cidr("10.0.0.0/16"), 256), "10.0.1.0");
  });

  it("has no subnet beyond the end of the range", () => {
    assert.equal(format(subnet(cidr("10.0.0.0/16"), 19, 7)), "10.0.224.0/19");
    assert.throws(() => subnet(cidr("10.0.0.0/16"), 19, 8), /10\.0\.0\.0\/16 has no \/19 number 8/);
    assert.throws(() => subnet(cidr("10.0.0.0/16"), 15, 0), RangeError);
  });
});

describe("subnetLayout", () => {
  it("gives a /16 public /24s and private /19s", () => {
    assert.deepEqual(subnetLayout("10.0.0.0/16", 3), {
      public: ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"],
      private: ["10.0.32.0/19", "10.0.64.0/19", "10.0.96.0/19"],
    });
  });

  it("never lets two subnets overlap", () => {
    const network = fc.integer({ min: 16, max: 19 }).map((prefix) => `10.0.0.0/${prefix}`);
    fc.assert(
      fc.property(network, fc.integer({ min: 1, max: 7 }), (range, zones) => {
        const { public: open, private: closed } = subnetLayout(range, zones);
        const all = [...open, ...closed].map(cidr);
        all.forEach((a, i) => all.slice(i + 1).forEach((b) => assert.ok(!overlaps(a, b))));
      }),
    );
  });

  it("counts what machines can take", () => {
    assert.equal(usableAddresses(["10.0.32.0/19", "10.0.64.0/19"]), 2 * (8192 - 5));
  });
});
