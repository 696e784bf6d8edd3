import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { httpServer } from "../../../../app/gateway/http/server";
import { head, RawConnection, type RawAnswer } from "../../../support/rawConnection";
import { MARK, Target } from "./target";

/** Connections of one attack: what is kept for each is what counts, and each is a file of this process too. */
const MANY = 500;

const POST = head(
  "POST /api/chats HTTP/1.1",
  "Content-Type: application/json",
  "Content-Length: 100000",
);

/** Sends a little now and then, until the server ends the connection. */
async function trickle(base: string, first: string, more: string): Promise<RawAnswer> {
  const connection = new RawConnection(base);
  await connection.send(first);
  const timer = setInterval(() => void connection.send(more), 500);
  return await connection.closed().finally(() => clearInterval(timer));
}

const timeouts = (answers: readonly RawAnswer[]): void => {
  const kinds = answers.map(({ status, code, answers: count }) => `${status} ${code} ${count}`);
  assert.deepEqual([...new Set(kinds)], ["408 bad_request 1"]);
};

describe("a gateway, sent requests that take their time", function () {
  this.timeout(180_000);
  const target = Target.use();

  const attack = (first: string, more: string): Promise<RawAnswer[]> =>
    Promise.all(Array.from({ length: MANY }, () => trickle(target.base, first, more)));

  it("cuts off many whose headers do not end, and serves others meanwhile", async () => {
    const slow = attack("GET /healthz HTTP/1.1\r\nHost: gateway\r\n", "X-A: b\r\n");
    assert.equal((await target.chat()).status, 200);
    timeouts(await slow);
  });

  it("cuts off many whose bodies do not end, and takes no place for them", async () => {
    const slow = attack(POST, "x");
    assert.equal((await target.chat()).status, 200);
    assert.equal(await target.metric('chatbot_chats{state="in_flight"}'), 0);
    timeouts(await slow);
  });

  it("cuts off chunks that trickle in", async () => {
    const first = head(
      "POST /api/chats HTTP/1.1",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
    );
    timeouts([await trickle(target.base, first, "1\r\nx\r\n")]);
  });

  it("cuts off connections that say nothing at all", async () => {
    const idle = Array.from({ length: MANY }, () => new RawConnection(target.base));
    assert.equal((await target.chat()).status, 200);
    timeouts(await Promise.all(idle.map((connection) => connection.closed())));
  });

  it("keeps nothing of those that leave in the middle of a request", async () => {
    const starts = ["", "G", "GET /healthz HTTP/1.1\r\nHost: g", POST, `${POST}${MARK}`];
    await Promise.all(
      starts.flatMap((start) =>
        Array.from({ length: 50 }, async (_, index) => {
          const connection = new RawConnection(target.base);
          await connection.send(start);
          if (index % 2 === 0) connection.destroy();
          else connection.finish();
          await connection.closed();
        }),
      ),
    );
  });

  it("ends the connection of who has ended its own side", async () => {
    const connection = new RawConnection(target.base);
    await connection.send(head("GET /healthz HTTP/1.1"));
    await connection.until("alive");
    connection.finish();
    const { answers } = await connection.closed();
    assert.equal(answers, 1);
  });
});

describe("a gateway whose clients keep connections that they do not use", function () {
  this.timeout(180_000);
  const target = Target.use({ KEEP_ALIVE_SECONDS: "1" });

  it("closes each after its time", async () => {
    const idle = Array.from({ length: MANY }, async () => {
      const connection = new RawConnection(target.base);
      await connection.send(head("GET /healthz HTTP/1.1"));
      return await connection.closed();
    });
    const kinds = (await Promise.all(idle)).map(({ status, answers }) => `${status} ${answers}`);
    assert.deepEqual([...new Set(kinds)], ["200 1"]);
  });
});

describe("a gateway whose clients read nothing", function () {
  this.timeout(180_000);
  const target = Target.use({
    HEARTBEAT_SECONDS: "1",
    QUEUE_SECONDS: "1",
    KEEP_ALIVE_SECONDS: "100000",
  });

  it("makes no answers for those who ask for more before they have read any", async () => {
    const requests = head("GET /openapi.json HTTP/1.1").repeat(1000);
    const greedy = Array.from({ length: 50 }, async () => {
      const connection = new RawConnection(target.base);
      connection.pause();
      while (await connection.send(requests));
      connection.destroy();
    });
    await Promise.all(greedy);
  });

  it("keeps no connection whose client takes no answer", async () => {
    // More than any system buffers: the gateway itself has no answer of that size for one request.
    const body = Buffer.alloc(64 * 1024 * 1024);
    const server = httpServer(
      1e8,
      0,
      (_, response) => response.end(body),
      () => undefined,
    );
    const closed = new Promise<void>((resolve) => {
      server.on("connection", (socket) => socket.on("close", () => resolve()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const connection = new RawConnection(`http://127.0.0.1:${port}`);
    connection.pause();
    await connection.send(head("GET / HTTP/1.1"));
    await closed;
    connection.destroy();
    server.close();
  });
});
