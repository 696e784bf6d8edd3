import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import fc from "fast-check";
import { ForbiddenAddress, guardedLookup, isPublicAddress } from "../../../app/functions/addresses";
import { callbackProblem } from "../../../app/functions/callbackUrl";

const HOSTS = ["hooks.example.com"];

describe("where replies may be posted", () => {
  it("is https on a host of the list, on its own port", () => {
    for (const url of [
      "https://hooks.example.com/",
      "https://hooks.example.com",
      "https://hooks.example.com:443/a/b?c=d#e",
      "https://HOOKS.example.com/",
    ]) {
      assert.equal(callbackProblem(url, HOSTS), undefined, url);
    }
  });

  it("is nowhere else", () => {
    const refused: readonly (readonly [url: string, why: RegExp])[] = [
      ["http://hooks.example.com/", /must be https/],
      ["ftp://hooks.example.com/", /must be https/],
      ["file:///etc/passwd", /must be https/],
      ["https://user@hooks.example.com/", /no user name/],
      ["https://:secret@hooks.example.com/", /no user name/],
      ["https://hooks.example.com:8443/", /port 443/],
      ["https://hooks.example.com:80/", /port 443/],
      ["https://127.0.0.1/", /name its host/],
      ["https://2130706433/", /name its host/],
      ["https://0x7f.1/", /name its host/],
      ["https://[::1]/", /name its host/],
      ["https://[::ffff:169.254.169.254]/", /name its host/],
      ["https://other.example.com/", /host that is allowed/],
      ["https://example.com/", /host that is allowed/],
      ["https://a.hooks.example.com/", /host that is allowed/],
      ["https://hooks.example.com./", /host that is allowed/],
      ["https://hooks.example.com.evil.example/", /host that is allowed/],
      ["https://evil.example/https://hooks.example.com/", /host that is allowed/],
      ["https://evil.example\\@hooks.example.com/", /printable ASCII/],
      ["https://hooks.example.com/\n", /printable ASCII/],
      ["ht\ttps://hooks.example.com/", /printable ASCII/],
      ["https://ｈooks.example.com/", /printable ASCII/],
      ["/relative", /printable ASCII/],
      ["", /printable ASCII/],
      [`https://hooks.example.com/${"a".repeat(2048)}`, /2048/],
    ];
    for (const [url, why] of refused) assert.match(callbackProblem(url, HOSTS) ?? "", why, url);
    assert.match(callbackProblem("https://hooks.example.com/", []) ?? "", /allowed/);
  });

  it("never leads off the list, whatever the text", () => {
    const pieces = fc.constantFrom(
      "https:",
      "//",
      "@",
      "hooks.example.com",
      "evil.example",
      ":",
      "/",
    );
    const url = fc.oneof(
      fc.webUrl(),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(url, (text) => {
        if (callbackProblem(text, HOSTS) === undefined) {
          assert.equal(new URL(text).host, "hooks.example.com");
        }
      }),
      { numRuns: 500 },
    );
  });
});

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
