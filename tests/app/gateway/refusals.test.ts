import assert from "node:assert/strict";
import { CLOSE, type ErrorBody } from "../../../app/gateway/api/api";
import { call, say } from "../../support/chatClient";
import { openSocket } from "../../support/socketClient";
import { startGateway, type TestGateway } from "../../support/testGateway";

const TOKEN = "a-token-of-the-clients-0123456789";

/** The names of what was logged. */
function events({ log }: TestGateway): unknown[] {
  return log.map((line) => (JSON.parse(line) as { readonly msg?: unknown }).msg ?? line);
}

describe("the gateway refuses", () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ AUTH: "bearer", AUTH_TOKEN: TOKEN });
  });

  after(() => gateway.close());

  const chat = (headers: Record<string, string>) =>
    call(gateway.base, {
      method: "POST",
      path: "/api/chats",
      headers,
      body: JSON.stringify(say("hello")),
    });

  it("a chat without its token, with a wrong one, and with one of another length", async () => {
    for (const authorization of [undefined, "Bearer wrong", `Bearer ${TOKEN}x`, TOKEN]) {
      const answer = await chat(authorization === undefined ? {} : { authorization });
      assert.equal(answer.status, 401, authorization);
      assert.equal((JSON.parse(answer.body) as ErrorBody).error.code, "unauthorized");
      assert.equal(answer.headers["www-authenticate"], "Bearer");
    }
    assert.equal((await chat({ authorization: `Bearer ${TOKEN}` })).status, 200);
    assert.ok(!gateway.log.some((line) => line.includes(TOKEN)));
  });

  it("more headers than it would read, rather than to drop one that counts", async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`x-${index}`, "1"]));
    // Node itself may refuse first: without a host that it dropped, or, from 24 on, for their number.
    const { status } = await chat({ ...many, authorization: `Bearer ${TOKEN}` });
    assert.ok(status === 400 || status === 431, String(status));
  });

  it("a message of the socket that is no text, as the client's fault and not its own", async () => {
    const before = events(gateway).length;
    const socket = await openSocket(gateway.base);
    socket.sendRaw(Buffer.from([1, 2, 3]));
    assert.equal(await socket.closed, CLOSE.policyViolation);
    assert.equal(events(gateway).length, before, gateway.log.at(-1));
  });

  it("to start in public without a way to know its clients", async () => {
    const open = { PUBLIC: "true", AUTH: "none" };
    await assert.rejects(startGateway({ ...open, ALLOW_ANONYMOUS: "false" }), /AUTH/);
    const allowed = await startGateway({ ...open, ALLOW_ANONYMOUS: "true" });
    await allowed.close();
  });
});
