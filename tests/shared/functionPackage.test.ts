import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { bundleFunction } from "../../shared/functionBundle";
import { functionPackage } from "../../shared/functionPackage";
import { zip } from "../../shared/zip";

describe("the package of the functions on Azure", () => {
  it("is the bundle with the two files that the host reads, by its hash", async () => {
    const { bytes, sha256 } = await functionPackage("{}\n");
    const expected = zip({
      "host.json": "{}\n",
      "index.js": await bundleFunction("azure/main"),
      "package.json":
        '{\n  "name": "chatscale-functions",\n  "private": true,\n  "main": "index.js"\n}\n',
    });
    assert.ok(bytes.equals(expected));
    assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
  });

  it("has another hash with other settings of the host, and the same with the same", async () => {
    const [first, again, other] = await Promise.all(
      ["{}", "{}", "{ }"].map(async (hostJson) => (await functionPackage(hostJson)).sha256),
    );
    assert.equal(first, again);
    assert.notEqual(first, other);
  });
});
