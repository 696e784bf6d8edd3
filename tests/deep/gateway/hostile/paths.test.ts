import assert from "node:assert/strict";
import { head } from "../../../support/rawConnection";
import { MARK, Target } from "./target";

describe("a gateway, asked for odd paths", () => {
  const target = Target.use();

  const get = (path: string, ...headers: readonly string[]) =>
    target.send(head(`GET ${path} HTTP/1.1`, "Connection: close", ...headers));

  it("answers 404 to whatever climbs, is encoded, or is another host's", async () => {
    const paths = [
      "/../../etc/passwd",
      "/..%2f..%2fetc%2fpasswd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/..\\..\\etc\\passwd",
      "/%252e%252e%252fetc%252fpasswd",
      "/%00",
      "/index.html%00.js",
      "//evil.example/api/info",
      "/\\evil.example/api/info",
      "///api/info",
      "/api//info",
      "/api%2finfo",
      "/API/INFO",
      "/api/info/",
      "/api/replies/..%2f..%2fhealthz",
      `/api/replies/${"a".repeat(22)}.${"b".repeat(11)}%00`,
      "/api/conversations/__proto__",
      "/api/conversations/constructor",
      "/__proto__",
      "/constructor",
      "/toString",
      "/%",
      "/%zz",
      "/%ff%fe",
      "/metrics",
      "/.env",
      "/.git/config",
    ];
    for (const path of paths) {
      const { status, code, answers } = await get(path);
      assert.deepEqual([status, code, answers], [404, "not_found", 1], path);
    }
  });

  it("leads no path by way of another to where it did not point", async () => {
    for (const path of [
      "/api/../healthz",
      "/x/../healthz",
      "/./healthz",
      "/x/%2e%2e/healthz",
      "/api/chats/../info",
      "/\\healthz",
      "/health\tz",
    ]) {
      const { status, text } = await get(path);
      assert.ok(status === 404 || status === 400, `${path}: ${text}`);
    }
  });

  it("takes the absolute form of its own paths (RFC 9112, section 3.2.2), and no other scheme", async () => {
    assert.equal((await get("http://gateway/healthz")).status, 200);
    for (const path of ["ftp://gateway/healthz", "file:///healthz", "data:,x", "javascript:1"]) {
      const { status } = await get(path);
      assert.ok(status === 404 || status === 400, path);
    }
  });

  it("refuses what is no path at all, with 400", async () => {
    const lines = [
      "GET /healthz\0 HTTP/1.1",
      "GET /healthz HTTP/1.1 extra",
      "GET  HTTP/1.1",
      "GET /a b HTTP/1.1",
      "GET /healthz HTTP/9.9",
      "GET /healthz HTTP/0.9",
      "GET /healthz",
      `${MARK} /healthz HTTP/1.1`,
      "get /healthz HTTP/1.1",
    ];
    for (const line of lines) {
      const { status, code, answers, text } = await target.send(head(line, "Connection: close"));
      assert.deepEqual([status, code, answers], [400, "bad_request", 1], `${line}: ${text}`);
    }
  });

  it("refuses a path that is longer than all headers may be, with 431", async () => {
    const { status, code } = await get(`/${MARK.repeat(1000)}`);
    assert.deepEqual([status, code], [431, "too_large"]);
    assert.equal((await get(`/${"x".repeat(12_000)}`)).status, 404);
    assert.equal((await get(`/healthz?${"x=1&".repeat(3000)}`)).status, 200);
  });

  it("knows no method but those of its paths", async () => {
    for (const method of ["PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "DELETE"]) {
      const { status, code } = await target.send(
        head(`${method} /api/chats HTTP/1.1`, "Connection: close"),
      );
      assert.deepEqual([status, code], [405, "method_not_allowed"], method);
    }
    const tunnel = await target.send(head("CONNECT evil.example:443 HTTP/1.1"));
    assert.deepEqual([tunnel.status, tunnel.code], [405, "method_not_allowed"]);
    const whole = await target.send(head("OPTIONS * HTTP/1.1", "Connection: close"));
    assert.equal(whole.status, 404);
  });
});
