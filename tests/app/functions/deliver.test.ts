import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { ForbiddenAddress, guardedLookup, isPublicAddress } from "../../../app/functions/addresses";
import { httpsDelivery, type Deliver } from "../../../app/functions/deliver";
import { selfSigned } from "../../support/certificate";
import { startServer, type Answer, type TestServer } from "../../support/servers";

const HOST = "hooks.example.com";

describe("the delivery of a reply", () => {
  const certificate = selfSigned(HOST);
  let server: TestServer;
  let answer: Answer | undefined;

  beforeEach(async () => {
    answer = { status: 204 };
    server = await startServer(() => answer, certificate);
  });

  afterEach(() => server.close());

  /** Every name leads to this machine. */
  const resolve = (
    _: string,
    __: object,
    done: (error: null, all: LookupAddress[]) => void,
  ): void => done(null, [{ address: "127.0.0.1", family: 4 }]);
  const delivery = (isAllowed: (address: string) => boolean): Deliver =>
    httpsDelivery(guardedLookup(isAllowed, resolve as never), certificate.cert);
  const post = (deliver: Deliver, host = HOST, milliseconds = 5000): Promise<number> =>
    deliver({
      url: `https://${host}:${server.port}/replies?a=b`,
      headers: { "content-type": "application/json", "idempotency-key": "order-17" },
      body: Buffer.from('{"reply":"ü"}'),
      signal: AbortSignal.timeout(milliseconds),
    });

  it("posts it over TLS, and tells the status", async () => {
    assert.equal(await post(delivery(() => true)), 204);
    const [request] = server.received;
    assert.equal(request?.method, "POST");
    assert.equal(request.path, "/replies?a=b");
    assert.equal(request.headers["idempotency-key"], "order-17");
    assert.equal(request.headers["content-length"], "14");
    assert.equal(request.body, '{"reply":"ü"}');
  });

  it("does not follow a redirect", async () => {
    answer = { status: 302, headers: { location: `https://${HOST}:${server.port}/elsewhere` } };
    assert.equal(await post(delivery(() => true)), 302);
    assert.equal(server.received.length, 1);
  });

  it("calls no address that is not public", async () => {
    await assert.rejects(post(delivery(isPublicAddress)), ForbiddenAddress);
    assert.equal(server.received.length, 0);
  });

  it("trusts no server that cannot prove its name", async () => {
    await assert.rejects(
      post(
        delivery(() => true),
        "other.example.com",
      ),
      /altnames|ALTNAME/i,
    );
    const strict = httpsDelivery(guardedLookup(() => true, resolve as never));
    await assert.rejects(post(strict), /self-signed/);
    assert.equal(server.received.length, 0);
  });

  it("ends when its time is up", async () => {
    answer = undefined;
    await assert.rejects(
      post(
        delivery(() => true),
        HOST,
        100,
      ),
      /abort|time/i,
    );
  });
});
