import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway, type TestGateway } from "../../../support/testGateway";

const HEADERS = {
  "content-security-policy": "default-src 'none'",
  "referrer-policy": "no-referrer",
};
const SCRIPT = "console.log(1);".repeat(100);

describe("the page's files", () => {
  let folder: string;
  let gateway: TestGateway;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-assets-"));
    const page = join(folder, "page");
    mkdirSync(join(page, "assets"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "beside the page");
    for (const [name, content] of [
      ["index.html", "<!doctype html><title>Chat</title>"],
      ["headers.json", JSON.stringify(HEADERS)],
      ["main.js", SCRIPT],
      ["assets/style.css", "p{}"],
      ["assets/icon.svg", "<svg/>"],
      ["assets/font.woff2", "f"],
      ["assets/other.bin", "b"],
    ] as const) {
      writeFileSync(join(page, name), content);
    }
    symlinkSync(join(folder, "secret.txt"), join(page, "link.txt"));
    gateway = await startGateway({ ASSETS_DIR: page });
  });

  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const get = (
    path: string,
    headers: Record<string, string> = { "accept-encoding": "identity" },
    method = "GET",
  ): Promise<Response> => fetch(`${gateway.base}${path}`, { headers, method });

  it("have a type by their names, and the page's headers", async () => {
    for (const [path, type] of [
      ["/", "text/html; charset=utf-8"],
      ["/index.html", "text/html; charset=utf-8"],
      ["/main.js", "text/javascript; charset=utf-8"],
      ["/assets/style.css", "text/css; charset=utf-8"],
      ["/assets/icon.svg", "image/svg+xml"],
      ["/assets/font.woff2", "font/woff2"],
      ["/assets/other.bin", "application/octet-stream"],
    ] as const) {
      const { status, headers } = await get(path);
      assert.deepEqual([status, headers.get("content-type")], [200, type], path);
      for (const [name, value] of Object.entries(HEADERS)) {
        assert.equal(headers.get(name), value, path);
      }
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("cache-control"), "no-cache");
      assert.equal(headers.get("vary"), "accept-encoding");
    }
  });

  it("are those of the folder, and neither its headers nor what a link leads to", async () => {
    for (const path of ["/headers.json", "/link.txt", "/secret.txt", "/../secret.txt", "/assets"]) {
      assert.equal((await get(path)).status, 404, path);
    }
    const api = await get("/api/info");
    assert.equal(api.headers.get("content-security-policy"), null);
  });

  it("are compressed for those who take that, and only for them", async () => {
    for (const accepted of ["gzip", "br, gzip;q=0.5", "deflate, GZIP", "gzip;q=1.0"]) {
      const { headers } = await get("/main.js", { "accept-encoding": accepted });
      assert.equal(headers.get("content-encoding"), "gzip", accepted);
    }
    for (const refused of ["identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip", "gzipped", ""]) {
      const { headers } = await get("/main.js", { "accept-encoding": refused });
      assert.equal(headers.get("content-encoding"), null, refused);
      assert.equal(headers.get("content-length"), String(SCRIPT.length));
    }
    // fetch has unpacked it: what came over the wire was shorter.
    const zipped = await get("/main.js", { "accept-encoding": "gzip" });
    assert.equal(await zipped.text(), SCRIPT);
    assert.ok(Number(zipped.headers.get("content-length")) < SCRIPT.length / 4);
  });

  it("are not sent again to those who have them", async () => {
    const tag = (await get("/main.js")).headers.get("etag") ?? "";
    // One tag stands for the file in either coding, and so is a weak one (RFC 9110, section 8.8.3).
    assert.match(tag, /^W\/"[\w-]{22}"$/);
    for (const known of [tag, tag.slice(2), `"other", ${tag}`, `${tag}, "other"`, "*"]) {
      const { status, headers } = await get("/main.js", { "if-none-match": known });
      assert.deepEqual([status, headers.get("etag")], [304, tag], known);
      assert.equal(headers.get("content-type"), null);
    }
    for (const other of ['"other"', tag.slice(0, -2), `x${tag}`, ""]) {
      assert.equal((await get("/main.js", { "if-none-match": other })).status, 200, other);
    }
    assert.notEqual((await get("/index.html")).headers.get("etag"), tag);
  });

  it("show their headers alone to HEAD, and take no other method", async () => {
    const { status, headers } = await get("/main.js", { "accept-encoding": "identity" }, "HEAD");
    assert.deepEqual([status, headers.get("content-length")], [200, String(SCRIPT.length)]);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const refused = await get("/main.js", {}, method);
      assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "GET, HEAD"], method);
      assert.match(await refused.text(), /"code":"method_not_allowed"/);
    }
  });
});
