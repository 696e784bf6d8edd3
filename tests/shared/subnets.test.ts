import assert from "node:assert/strict";
import fc from "fast-check";
import { cidr, format, overlaps, size, subnet } from "../../shared/cidr";
import { azureSubnets, machineAddresses } from "../../shared/subnets";

describe("the subnets of an Azure network", () => {
  it("are apart from each other and within the network, for every size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 19 }), fc.nat({ max: 7 }), (prefix, index) => {
        const network = format(subnet(cidr("10.64.0.0/12"), prefix, index));
        const range = cidr(network);
        const subnets = Object.values(azureSubnets(network)).map(cidr);
        for (const [position, one] of subnets.entries()) {
          assert.ok(one.first >= range.first && one.first + size(one) <= range.first + size(range));
          assert.ok(one.prefix <= 27, "functions need a /27");
          assert.ok(subnets.slice(position + 1).every((other) => !overlaps(one, other)));
        }
      }),
    );
  });

  it("give machines all addresses but the first four and the last", () => {
    assert.deepEqual(machineAddresses("10.0.0.0/29"), ["10.0.0.4", "10.0.0.5", "10.0.0.6"]);
    assert.equal(machineAddresses("10.0.1.0/24").length, 251);
  });
});
