import assert from "node:assert/strict";
import fc from "fast-check";
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
