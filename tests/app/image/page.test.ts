import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePage } from "../../../app/image/page";
import { PROJECT_DIR } from "../../support/plans";

/** The files of a folder, by name. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

describe("the page's bundle", () => {
  let folder: string;
  let files: Record<string, string>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-page-"));
    await writePage(join(folder, "page"));
    files = filesIn(join(folder, "page"));
  });

  after(() => rmSync(folder, { recursive: true }));

  it("is all that the page loads", () => {
    assert.deepEqual(Object.keys(files).sort(), [
      "headers.json",
      "icon.svg",
      "index.html",
      "main.js",
      "style.css",
    ]);
    const loaded = [...files["index.html"]!.matchAll(/\b(?:src|href)="([^"#]+)"/g)];
    assert.deepEqual(
      new Set(loaded.map(([, path]) => path)),
      new Set(["icon.svg", "main.js", "style.css"]),
    );
    assert.doesNotMatch(files["style.css"]!, /url\(|@import/);
  });

  it("needs nothing that its policy forbids", () => {
    const html = files["index.html"]!;
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    assert.doesNotMatch(
      files["main.js"]!,
      /\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/,
    );
    const headers = JSON.parse(files["headers.json"]!) as Record<string, string>;
    assert.equal(
      headers["content-security-policy"],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  it("is the same, byte by byte, when another folder of the same sources builds it", async () => {
    const clone = join(folder, "clone");
    mkdirSync(join(clone, "app"), { recursive: true });
    cpSync(join(PROJECT_DIR, "app", "page"), join(clone, "app", "page"), { recursive: true });
    symlinkSync(join(PROJECT_DIR, "node_modules"), join(clone, "node_modules"));
    await writePage(join(folder, "again"), join(clone, "app"));
    assert.deepEqual(filesIn(join(folder, "again")), files);
  });
});
