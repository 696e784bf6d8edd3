import assert from "node:assert/strict";
import { openSocket } from "../../../support/socketClient";
import { say } from "../../../support/chatClient";
import { closeCode, frame, OPCODE, upgraded, upgradeHead } from "./frames";
import { RawConnection } from "../../../support/rawConnection";
import { MARK, Target } from "./target";

const CHAT = JSON.stringify({ type: "chat", id: "a", ...say(MARK) });

describe("a gateway, asked for a WebSocket that it does not give", () => {
  const target = Target.use();

  it("refuses other paths, protocols, versions and sites in JSON, and closes", async () => {
    const cases: readonly [string, Readonly<Record<string, string | null>>, number, string][] = [
      ["/", {}, 404, "not_found"],
      ["/api/info", {}, 404, "not_found"],
      ["/api/socket/", {}, 404, "not_found"],
      ["/api/../api/socket", {}, 404, "not_found"],
      [`/${MARK}`, {}, 404, "not_found"],
      ["/api/socket", { "Sec-WebSocket-Protocol": null }, 400, "bad_request"],
      ["/api/socket", { "Sec-WebSocket-Protocol": "chatscale.v2" }, 400, "bad_request"],
      ["/api/socket", { "Sec-WebSocket-Version": "12" }, 400, "bad_request"],
      ["/api/socket", { "Sec-WebSocket-Version": null }, 400, "bad_request"],
      ["/api/socket", { "Sec-WebSocket-Key": "short" }, 400, "bad_request"],
      ["/api/socket", { "Sec-WebSocket-Key": null }, 400, "bad_request"],
      ["/api/socket", { Upgrade: "h2c" }, 400, "bad_request"],
      ["/api/socket", { Origin: "https://evil.example" }, 400, "bad_request"],
      ["/api/socket", { Origin: "null" }, 400, "bad_request"],
      ["/api/socket", { Origin: "http://gateway.evil.example" }, 400, "bad_request"],
      // Only a trusted proxy may say which host was asked for.
      [
        "/api/socket",
        { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
        400,
        "bad_request",
      ],
      ["/api/socket", { Host: "evil.example" }, 400, "bad_request"],
    ];
    for (const [path, changes, status, code] of cases) {
      const answer = await target.send(upgradeHead(path, changes));
      const name = `${path} ${JSON.stringify(changes)}: ${answer.text}`;
      assert.deepEqual([answer.status, answer.code, answer.answers], [status, code, 1], name);
      assert.ok(!answer.text.includes(MARK));
    }
    assert.equal(await target.metric('chatbot_errors_total{code="bad_request"}'), 12);
  });

  it("takes its own page", async () => {
    const connection = new RawConnection(target.base);
    await connection.send(upgradeHead("/api/socket", { Origin: "http://gateway" }));
    await connection.until("\r\n\r\n");
    assert.match(connection.text, /^HTTP\/1\.1 101 /);
    connection.destroy();
  });
});

describe("a gateway, sent frames that no client should send", () => {
  const target = Target.use();

  /** Sends frames, and resolves with the code that the gateway closed the socket with. */
  const closedWith = async (...frames: readonly Buffer[]): Promise<number | undefined> => {
    const connection = await upgraded(target.base);
    await connection.send(Buffer.concat(frames));
    await connection.until("\x88");
    connection.finish();
    return closeCode((await connection.closed()).text);
  };
  const text = (payload: string): Buffer => frame({ opcode: OPCODE.text, payload });

  it("closes for what is no frame of the protocol", async () => {
    const cases: readonly [string, Buffer, number][] = [
      ["unmasked", frame({ opcode: OPCODE.text, payload: CHAT, masked: false }), 1002],
      ["reserved bit", frame({ opcode: OPCODE.text, payload: CHAT, reserved: 4 }), 1002],
      ["unknown opcode", frame({ opcode: 3, payload: CHAT }), 1002],
      ["unknown control", frame({ opcode: 11 }), 1002],
      ["nothing to go on with", frame({ opcode: OPCODE.continuation, payload: CHAT }), 1002],
      ["control in parts", frame({ opcode: OPCODE.ping, fin: false }), 1002],
      ["long ping", frame({ opcode: OPCODE.ping, payload: "x".repeat(126) }), 1002],
      ["close of one byte", frame({ opcode: OPCODE.close, payload: "x" }), 1002],
      ["close of no code", frame({ opcode: OPCODE.close, payload: Buffer.from([0, 1]) }), 1002],
      ["no UTF-8", frame({ opcode: OPCODE.text, payload: Buffer.from([0xff, 0xfe]) }), 1007],
      ["too large", frame({ opcode: OPCODE.text, length: 2 * 1024 * 1024 + 1 }), 1009],
      ["absurdly large", frame({ opcode: OPCODE.text, length: Number.MAX_SAFE_INTEGER }), 1009],
    ];
    for (const [name, bytes, code] of cases) assert.equal(await closedWith(bytes), code, name);
  });

  it("closes for what is no message of the API", async () => {
    const messages = [
      "",
      MARK,
      "[]",
      "[".repeat(100_000),
      '{"type":"chat","id":"a","messages":[{"role":"user","content":"a","__proto__":{}}]}',
      '{"__proto__":{"type":"stop"}}',
      '{"type":"constructor"}',
      JSON.stringify({ type: "auth", token: "t", id: MARK.repeat(1000), extra: 1 }),
    ];
    for (const message of messages) {
      assert.equal(await closedWith(text(message)), 1008, message.slice(0, 40));
    }
    assert.equal(await closedWith(frame({ opcode: OPCODE.binary, payload: CHAT })), 1008);
  });

  it("heeds nothing more once it has closed", async () => {
    const asked = await target.metric("chatbot_tokens_total");
    const refused = await target.metric('chatbot_errors_total{code="bad_request"}');
    const bad = text(MARK);
    assert.equal(await closedWith(bad, text(CHAT), bad, bad), 1008);
    assert.equal(await target.metric("chatbot_tokens_total"), asked);
    assert.equal(await target.metric('chatbot_errors_total{code="bad_request"}'), refused + 1);
  });

  it("closes for messages in more parts, or in more bytes, than one may have", async () => {
    const part = frame({ opcode: OPCODE.continuation, payload: "x", fin: false });
    const first = frame({ opcode: OPCODE.text, payload: "x", fin: false });
    assert.equal(await closedWith(first, ...Array<Buffer>(40_000).fill(part)), 1008);
    const empty = frame({ opcode: OPCODE.continuation, fin: false });
    assert.equal(await closedWith(first, ...Array<Buffer>(40_000).fill(empty)), 1008);
    const large = frame({ opcode: OPCODE.continuation, payload: "x".repeat(65_536), fin: false });
    assert.equal(await closedWith(first, ...Array<Buffer>(40).fill(large)), 1009);
  });

  it("does not keep the answers to pings that nobody reads", async () => {
    const connection = await upgraded(target.base);
    connection.pause();
    const pings = Buffer.concat(
      Array<Buffer>(10_000).fill(frame({ opcode: OPCODE.ping, payload: "x".repeat(125) })),
    );
    // Four hundred megabytes of them: the gateway lets go of the socket long before.
    let sent = 0;
    while (sent < 300 && (await connection.send(pings))) sent += 1;
    assert.ok(sent < 300, "the gateway went on to answer");
    connection.destroy();
  });

  it("answers the pings of who reads", async () => {
    const connection = await upgraded(target.base);
    await connection.send(frame({ opcode: OPCODE.ping, payload: "are you there" }));
    await connection.until("are you there");
    assert.match(connection.text, /\x8a\x0dare you there$/);
    connection.destroy();
  });

  it("lets go of who opens more streams than a socket may have", async () => {
    const socket = await openSocket(target.base);
    for (let id = 0; id < 100; id += 1) {
      socket.send({ type: "resume", id: String(id), reply: "x", after: -1 });
      socket.send({ type: "chat", id: "same", ...say("hello") });
    }
    assert.equal(await socket.closed, 1008);
  });
});

describe("a gateway with as many sockets as it takes", () => {
  const target = Target.use({ CONCURRENT_CHATS: "5" });

  it("refuses one more with 503 and Retry-After, and takes one for each that leaves", async () => {
    const open = await Promise.all(Array.from({ length: 100 }, () => upgraded(target.base)));
    const { status, code, text } = await target.send(upgradeHead("/api/socket"));
    assert.deepEqual([status, code], [503, "full"]);
    assert.match(text, /^Retry-After: 5\r$/m);
    for (const connection of open) connection.destroy();
    let answer = "503";
    while (answer.includes("503")) {
      const connection = new RawConnection(target.base);
      await connection.send(upgradeHead("/api/socket"));
      await connection.until("\r\n\r\n");
      answer = connection.text.slice(0, 12);
      connection.destroy();
    }
    assert.equal(answer, "HTTP/1.1 101");
  });
});

describe("a gateway with sockets that are silent", function () {
  this.timeout(180_000);
  const target = Target.use({ AUTH: "none", HEARTBEAT_SECONDS: "1" });

  it("lets go of those that do not answer its pings", async () => {
    const silent = await Promise.all(Array.from({ length: 200 }, () => upgraded(target.base)));
    await Promise.all(silent.map((connection) => connection.closed()));
  });
});
