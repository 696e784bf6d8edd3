import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { ForbiddenAddress, guardedLookup, isPublicAddress } from "../../../app/functions/addresses";

describe("public addresses", () => {
  it("are told from those of machines, private networks and metadata services", () => {
    for (const address of ["8.8.8.8", "1.1.1.1", "203.0.112.1", "2606:4700::1111", "2a00::1"]) {
      assert.equal(isPublicAddress(address), true, address);
    }
    for (const address of [
      ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"],
      ...["172.31.255.255", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1"],
      ...[
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "fe80::1",
        "fc00::1",
      ],
      ...["fd00:ec2::254", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::a00:1", "text", ""],
    ]) {
      assert.equal(isPublicAddress(address), false, address);
    }
  });

  const resolver =
    (...addresses: LookupAddress[]) =>
    (_host: string, _options: unknown, callback: (...results: unknown[]) => void): void =>
      callback(null, addresses);
  const look = (all: boolean, ...addresses: LookupAddress[]): Promise<unknown> =>
    new Promise((done, fail) => {
      const lookup = guardedLookup(isPublicAddress, resolver(...addresses) as never);
      lookup("hooks.example.com", { all }, (error, address) =>
        error ? fail(error) : done(address),
      );
    });

  it("are the only ones that a callback's host may lead to", async () => {
    const open = { address: "8.8.8.8", family: 4 };
    const inside = { address: "10.0.0.1", family: 4 };
    assert.deepEqual(await look(true, open), [open]);
    assert.equal(await look(false, open), "8.8.8.8");
    await assert.rejects(look(true, inside), ForbiddenAddress);
    await assert.rejects(look(true, open, inside), ForbiddenAddress);
    await assert.rejects(look(true), ForbiddenAddress);
  });

  it("are not looked for when the name server fails", async () => {
    const lookup = guardedLookup(isPublicAddress, ((
      _h: string,
      _o: object,
      back: (e: Error) => void,
    ) => back(new Error("ENOTFOUND"))) as never);
    const result = new Promise((done, fail) => {
      lookup("gone.example.com", { all: true }, (error, address) =>
        error ? fail(error) : done(address),
      );
    });
    await assert.rejects(result, /ENOTFOUND/);
  });
});
