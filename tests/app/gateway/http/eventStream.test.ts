import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EventStream } from "../../../../app/gateway/http/eventStream";
import type { Feed } from "../../../../app/gateway/reply/feed";
import { call } from "../../../support/chatClient";
import { exchange, head, RawConnection } from "../../../support/rawConnection";
import { END, feedOf, token, until } from "../../../support/replyParts";

/** Tokens of the long reply, each of this size: 20 MB in all, more than any connection takes. */
const TOKENS = 20_000;
const SIZE = 1000;

/** Most bytes that may wait for one connection: a part of the reply, and what Node adds. */
const MOST_UNSENT = 600 * 1024;

describe("a stream of server-sent events", () => {
  let server: Server;
  let base: string;
  let feed: Feed;
  let heartbeat: number;
  let after: number;
  let response: ServerResponse | undefined;
  let stream: EventStream | undefined;

  beforeEach(async () => {
    after = -1;
    heartbeat = 60_000;
    response = undefined;
    server = createServer((_, answer) => {
      response = answer;
      const reply = { id: "r", conversation: "c", feed };
      stream = new EventStream(answer, reply, "m", after, heartbeat);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  /** A client that asks, and then reads nothing. */
  const ask = async (): Promise<RawConnection> => {
    const connection = new RawConnection(base);
    connection.pause();
    await connection.send(head("GET / HTTP/1.1"));
    await until(() => response !== undefined);
    return connection;
  };

  it("keeps little for a client that reads nothing: the rest stays in the reply", async () => {
    feed = feedOf(TOKENS, SIZE);
    const connection = await ask();
    await until(() => response!.writableNeedDrain);
    for (let count = 0; count < 1000; count += 1) feed.append([token("x".repeat(SIZE))]);
    assert.ok(response!.writableLength < MOST_UNSENT, `${response!.writableLength} bytes`);
    assert.equal(feed.length, TOKENS + 1000);
    connection.destroy();
    await once(response!, "close");
    await until(() => feed.idle > 0);
  });

  it("lets go of a client that has left some heartbeats unread", async () => {
    heartbeat = 10;
    feed = feedOf(TOKENS, SIZE);
    await ask();
    await once(response!, "close");
    assert.equal(response!.writableFinished, false);
    await until(() => feed.idle > 0);
  });

  it("gives a client all that it missed, in order, once it reads", async () => {
    const count = 2000;
    feed = feedOf(count, SIZE);
    feed.append([END]);
    const { events } = await call(base, { path: "/" });
    assert.deepEqual(
      events.map(({ n }) => n),
      Array.from({ length: count + 1 }, (_, n) => n),
    );
    assert.deepEqual(
      events.slice(0, -1).map((got) => (got.event === "token" ? Number(got.data.text) : got.event)),
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it("beats while there is nothing to say, and not beside what is said", async () => {
    heartbeat = 30;
    feed = feedOf(1);
    const { notes } = await call(base, {
      path: "/",
      onEvent: () => {
        setTimeout(() => feed.append([END]), 200);
        return true;
      },
    });
    assert.equal(notes[0], "retry: 1000");
    assert.ok(notes.length >= 2);
    assert.deepEqual([...new Set(notes.slice(1))], [": heartbeat"]);
  });

  it("begins again with the start, without a number, after what the client has", async () => {
    after = 2;
    feed = feedOf(4);
    const { events, notes, headers } = await call(base, {
      path: "/",
      onEvent: ({ n }) => {
        if (n !== 3) return true;
        stream!.announceDrain();
        feed.append([END]);
        return true;
      },
    });
    const data = { reply: "r", conversation: "c", model: "m" };
    assert.deepEqual(events, [
      { event: "start", data, n: undefined },
      { event: "token", data: { text: "3" }, n: 3 },
      { event: "end", data: { reason: "stop" }, n: 4 },
    ]);
    assert.deepEqual(notes, ["retry: 1000", "retry: 1000"]);
    assert.equal(headers["x-accel-buffering"], "no");
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  it("frames its chunks itself: their length is that of the bytes, and the connection stays", async () => {
    feed = feedOf(0);
    const connection = new RawConnection(base);
    await connection.send(head("GET / HTTP/1.1"));
    await until(() => response !== undefined);
    for (const text of ["€", "x", "€x"]) {
      feed.append([token(text)]);
      await connection.until(Buffer.from(`"${text}"}`).toString("latin1"));
    }
    feed.append([END]);
    await connection.until("\r\n0\r\n\r\n");
    const body = connection.text.slice(connection.text.indexOf("\r\n\r\n") + 4);
    const chunks: string[] = [];
    for (let at = 0; at < body.length;) {
      const size = /^([0-9a-f]+)\r\n/.exec(body.slice(at))!;
      const start = at + size[0].length;
      at = start + Number.parseInt(size[1]!, 16);
      chunks.push(body.slice(start, at));
      assert.equal(body.slice(at, at + 2), "\r\n");
      at += 2;
    }
    assert.equal(chunks.at(-1), "");
    assert.deepEqual(Buffer.from(chunks.join(""), "latin1").toString().split("\n\n"), [
      "retry: 1000",
      'id: 0\nevent: token\ndata: {"text":"€"}',
      'id: 1\nevent: token\ndata: {"text":"x"}',
      'id: 2\nevent: token\ndata: {"text":"€x"}',
      'id: 3\nevent: end\ndata: {"reason":"stop"}',
      "",
    ]);
    await connection.send(head("GET / HTTP/1.1"));
    await connection.until(`${body}HTTP/1.1 200 OK`);
    connection.destroy();
  });

  it("sends a client of HTTP/1.0 no chunks, and ends the connection", async () => {
    feed = feedOf(1);
    feed.append([END]);
    const { text } = await exchange(base, head("GET / HTTP/1.0"));
    const [headers = "", ...events] = text.split("\r\n\r\n");
    assert.doesNotMatch(headers, /transfer-encoding/i);
    assert.deepEqual(events, [
      "retry: 1000\n\n" +
        'id: 0\nevent: token\ndata: {"text":"0"}\n\nid: 1\nevent: end\ndata: {"reason":"stop"}\n\n',
    ]);
  });
});
