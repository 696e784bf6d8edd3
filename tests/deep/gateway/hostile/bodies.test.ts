import assert from "node:assert/strict";
import type { ErrorBody } from "../../../../app/gateway/api/api";
import { LARGEST_BODY } from "../../../../app/gateway/http/body";
import { head, RawConnection } from "../../../support/rawConnection";
import { MARK, Target } from "./target";

const MIB = 1024 * 1024;

const post = (...headers: readonly string[]): string =>
  head("POST /api/chats HTTP/1.1", "Content-Type: application/json", ...headers);

const chunk = (data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);

describe("a gateway, sent bodies that no client should send", () => {
  const target = Target.use();

  const refusedAs = async (body: string | Buffer, status: number, code: string): Promise<void> => {
    const answer = await target.chat({ body });
    const name = body.toString().slice(0, 60);
    assert.equal(answer.status, status, name);
    assert.equal((JSON.parse(answer.body) as ErrorBody).error.code, code, name);
    assert.ok(!answer.body.includes(MARK), name);
  };

  it("refuses one that says that it is too large, before any of it is there", async () => {
    const connection = new RawConnection(target.base);
    await connection.send(post(`Content-Length: ${LARGEST_BODY + 1}`));
    await connection.until("}}");
    assert.match(connection.text, /^HTTP\/1\.1 413 /);
    assert.match(connection.text, /"code":"too_large"/);
    connection.destroy();
  });

  it("refuses one without a length as soon as it is too large, and reads on without keeping it", async () => {
    const connection = new RawConnection(target.base);
    await connection.send(post("Transfer-Encoding: chunked"));
    const piece = chunk(Buffer.alloc(MIB, MARK));
    let sent = 0;
    while (!connection.text.includes("}}")) {
      assert.ok(await connection.send(piece), `closed after ${sent} MiB without an answer`);
      sent += 1;
    }
    assert.match(connection.text, /^HTTP\/1\.1 413 [\s\S]*"code":"too_large"/);
    // What comes after the answer is not kept, and the connection serves again at its end.
    for (let more = 0; more < 200; more += 1) assert.ok(await connection.send(piece));
    await connection.send(`0\r\n\r\n${head("GET /healthz HTTP/1.1", "Connection: close")}`);
    const { answers, text } = await connection.closed();
    assert.equal(answers, 2);
    assert.match(text, /\{"status":"alive"\}$/);
  });

  it("lets go of a body that does not end, though it was refused long ago", async function () {
    this.timeout(120_000);
    const connection = new RawConnection(target.base);
    await connection.send(post("Transfer-Encoding: chunked"));
    const piece = chunk(Buffer.alloc(64 * 1024, MARK));
    while (!connection.isOver) {
      await connection.send(piece);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { status, code, answers } = await connection.closed();
    assert.deepEqual([status, code, answers], [413, "too_large", 1]);
  });

  it("refuses many large bodies at once without growing by them", async () => {
    const body = JSON.stringify({ messages: [{ role: "user", content: MARK.repeat(75_000) }] });
    assert.ok(body.length < LARGEST_BODY);
    await Promise.all(Array.from({ length: 30 }, () => refusedAs(body, 413, "too_large")));
  });

  it("refuses nesting at any depth, in objects and lists", async () => {
    for (const open of ["[", '{"a":', '{"messages":[', '[{"__proto__":']) {
      const count = Math.floor((LARGEST_BODY - 100) / open.length);
      await refusedAs(open.repeat(count), 400, "bad_request");
      await refusedAs(open.repeat(5), 400, "bad_request");
    }
    await refusedAs(`${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400, "bad_request");
  });

  it("refuses what is not UTF-8, or no JSON", async () => {
    const content = (...bytes: readonly number[]): Buffer =>
      Buffer.concat([
        Buffer.from(`{"messages":[{"role":"user","content":"${MARK} `),
        Buffer.from(bytes),
        Buffer.from('"}]}'),
      ]);
    const wrong = [
      content(0xff),
      content(0xc0, 0xaf),
      content(0xed, 0xa0, 0x80),
      content(0xf5, 0x80, 0x80, 0x80),
      content(0xe2, 0x82),
      content(0x00),
      Buffer.from(`{"messages":[{"role":"user","content":"${MARK}"}]}`, "utf16le"),
      Buffer.from(MARK),
      Buffer.from(`{"messages":"${MARK}`),
      Buffer.from('{"messages":[{"role":"user","content":"\\ud800"}]}'),
      Buffer.from('{"messages":NaN}'),
      Buffer.alloc(0),
    ];
    for (const body of wrong) await refusedAs(body, 400, "bad_request");
  });

  it("refuses keys that reach a prototype, at every level, and changes no object", async () => {
    const message = `{"role":"user","content":"${MARK}"}`;
    for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      for (const value of ['{"isAdmin":true}', "1", "null"]) {
        await refusedAs(`{"${key}":${value},"messages":[${message}]}`, 400, "bad_request");
        const inside = `{"role":"user","content":"x","${key}":${value}}`;
        await refusedAs(`{"messages":[${inside}]}`, 400, "bad_request");
      }
      await refusedAs(`{"messages":{"${key}":1}}`, 400, "bad_request");
    }
    const escaped = `{"\\u005f_proto__":{"messages":[${message}]}}`;
    await refusedAs(escaped, 400, "bad_request");
  });

  it("refuses a body of another type, encoded or not", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const { status, body } = await target.chat({ headers: { "content-type": type } });
      assert.equal(status, 400, type);
      assert.match(body, /"code":"bad_request"/);
    }
  });
});
