import { crc32 } from "node:zlib";

/** 1 January 1980, the first day that the format knows. */
const DATE = (1 << 5) | 1;

/** The least version of readers that know no more than this uses (APPNOTE 4.4.3). */
const VERSION = 20;

/** File names are UTF-8 (APPNOTE, appendix D). */
const UTF8 = 0x0800;

/** A plain file that its owner may write and all may read, as Unix has it in the upper half. */
const MODE = 0o100644;

/**
 * Files as a ZIP archive. The same files give the same bytes on every machine: sorted by name, all
 * of one date, and stored as they are, since what compression makes differs between versions of
 * Node.
 * @param files text by path, at most 4 GiB together
 */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const paths = Object.keys(files).sort();
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const path of paths) {
    const name = Buffer.from(path);
    const content = Buffer.from(files[path] ?? "");
    const common = commonFields(name, content);
    const local = Buffer.concat([words("PK\x03\x04"), common, name, content]);
    directory.push(
      words("PK\x01\x02", [VERSION | (3 << 8), 2]),
      common,
      words("", [0, 2], [0, 2], [0, 2], [MODE * 0x10000, 4], [offset, 4]),
      name,
    );
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const count = paths.length;
  const end = words(
    "PK\x05\x06",
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [list.length, 4],
    [offset, 4],
    [0, 2],
  );
  return Buffer.concat([...parts, list, end]);
}

/** What a file's own header and its entry in the directory have in common. */
function commonFields(name: Buffer, content: Buffer): Buffer {
  const stored = 0;
  return words(
    "",
    [VERSION, 2],
    [UTF8, 2],
    [stored, 2],
    [0, 2],
    [DATE, 2],
    [crc32(content), 4],
    [content.length, 4],
    [content.length, 4],
    [name.length, 2],
    [0, 2],
  );
}

/** A signature, and numbers of two or four bytes, the low byte first. */
function words(signature: string, ...numbers: [value: number, bytes: 2 | 4][]): Buffer {
  const parts = numbers.map(([value, bytes]) => {
    const part = Buffer.alloc(bytes);
    part.writeUIntLE(value, 0, bytes);
    return part;
  });
  return Buffer.concat([Buffer.from(signature, "latin1"), ...parts]);
}
