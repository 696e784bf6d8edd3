import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { zip } from "../../shared/zip";

/** Reads an archive as its format is written down: from the end to the directory to the files. */
function unzip(archive: Buffer): [name: string, text: string][] {
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  const count = archive.readUInt16LE(end + 10);
  assert.equal(archive.readUInt32LE(end + 12) + archive.readUInt32LE(end + 16), end);
  let entry = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    assert.equal(archive.readUInt32LE(entry), 0x02014b50);
    const length = archive.readUInt16LE(entry + 28);
    const size = archive.readUInt32LE(entry + 20);
    const name = archive.toString("utf8", entry + 46, entry + 46 + length);
    const local = archive.readUInt32LE(entry + 42);
    assert.equal(archive.readUInt32LE(local), 0x04034b50);
    assert.equal(archive.toString("utf8", local + 30, local + 30 + length), name);
    const content = archive.subarray(local + 30 + length, local + 30 + length + size);
    assert.equal(archive.readUInt32LE(local + 14), crc32(content));
    assert.equal(archive.readUInt32LE(entry + 16), crc32(content));
    assert.equal(archive.readUInt32LE(entry + 38) / 0x10000, 0o100644);
    entry += 46 + length;
    return [name, content.toString()];
  });
}

describe("a ZIP archive", () => {
  it("holds its files, sorted by name", () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[a-z./ü]{1,20}$/),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(files, (given) => {
        const sorted = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
        assert.deepEqual(unzip(zip(given)), sorted);
      }),
    );
  });

  it("has the same bytes each time, in whatever order the files come", () => {
    assert.deepEqual(zip({ a: "1", b: "2" }), zip({ b: "2", a: "1" }));
    assert.notDeepEqual(zip({ a: "1", b: "2" }), zip({ a: "1", b: "3" }));
    // Read with unzip and with zipfile of Python: two files of 1 January 1980, stored, mode 644.
    const sha256 = createHash("sha256")
      .update(zip({ a: "1", b: "2" }))
      .digest("hex");
    assert.equal(sha256, "dc80e52bdc6c3896c7b7e310736b1e216f8a6085c4ce7f438ba1e82dcf715738");
  });
});
