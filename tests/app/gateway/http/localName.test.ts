import assert from "node:assert/strict";
import { isLocalName } from "../../../../app/gateway/http/localName";

describe("isLocalName", () => {
  it("knows this machine's names, with a port and without", () => {
    for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]", "[::1]:8080"]) {
      assert.equal(isLocalName(host), true, host);
    }
    for (const host of [
      undefined,
      "",
      "example.com",
      "localhost.example.com:80",
      "127.0.0.1.example.com",
      "localhost:x",
      "localhost:80:80",
      "0.0.0.0",
    ]) {
      assert.equal(isLocalName(host), false, host);
    }
  });
});
