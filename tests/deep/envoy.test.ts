import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get as getPlain, type IncomingMessage, type Server } from "node:http";
import { connect, type ClientHttp2Session } from "node:http2";
import { get, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { drainCommand } from "../../azure/edgeProxyPod";
import { findEnvoy, statusOf, TestEnvoy } from "./support/envoy";

/** The edge proxy's settings, in the Envoy that it runs. */
describe("Envoy as the edge proxy", function () {
  this.timeout(300_000);
  let envoy: TestEnvoy;
  let upstream: Server;
  const folder = mkdtempSync(join(tmpdir(), "chatscale-envoy-"));

  before(async function () {
    const program = findEnvoy();
    if (program === undefined) {
      process.stdout.write("    skipped: no Envoy can be had here (it comes with Python's pip)\n");
      this.skip();
    }
    upstream = await startGateway();
    envoy = await TestEnvoy.start(program, folder, (upstream.address() as AddressInfo).port);
  });

  after(() => {
    (envoy as TestEnvoy | undefined)?.stop();
    (upstream as Server | undefined)?.closeAllConnections();
    (upstream as Server | undefined)?.close();
    rmSync(folder, { recursive: true });
  });

  function open(path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: envoy.ports.https, path, agent: false as const };
      get({ ...to, rejectUnauthorized: false, ...options }, resolve).on("error", reject);
    });
  }

  function handshake(options: ConnectionOptions): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: envoy.ports.https, rejectUnauthorized: false };
      const socket = connectTls({ ...to, ...options }, () => resolve(socket));
      socket.on("error", reject);
    });
  }

  it("accepts its settings", () => envoy.validate());

  it("leads plain HTTP to HTTPS", async () => {
    const response = await new Promise<IncomingMessage>((resolve) => {
      const headers = { host: "chat.example.com" };
      getPlain({ host: "127.0.0.1", port: envoy.ports.http, path: "/a?b", headers }, resolve);
    });
    response.resume();
    assert.equal(response.statusCode, 301);
    assert.equal(response.headers.location, "https://chat.example.com/a?b");
  });

  it("passes each piece of a reply on as it comes, and asks for HTTPS next time", async () => {
    const response = await open("/stream");
    assert.equal(response.headers["strict-transport-security"], "max-age=31536000");
    const pieces = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    // The gateway sends nothing further before it is asked to: what Envoy held back would never come.
    for (const piece of ["0", "1", "2"]) {
      assert.equal(String((await pieces.next()).value), piece);
      sendPiece();
    }
    response.destroy();
  });

  it("speaks HTTP/2, and refuses TLS 1.1", async () => {
    const socket = await handshake({ ALPNProtocols: ["h2"] });
    assert.equal(socket.alpnProtocol, "h2");
    socket.destroy();
    const old = {
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "ALL:@SECLEVEL=0",
    } as const;
    await assert.rejects(handshake(old));
  });

  it("lets WebSockets through", async () => {
    const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const status = await new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: envoy.ports.https, path: "/socket", headers };
      get({ ...to, agent: false, rejectUnauthorized: false })
        .on("upgrade", ({ statusCode }, socket) => {
          socket.destroy();
          resolve(statusCode);
        })
        .on("error", reject);
    });
    assert.equal(status, 101);
  });

  it("tells the gateway who asks, whatever a client claims", async () => {
    const response = await open("/who", { headers: { "x-forwarded-for": "192.0.2.1" } });
    const [seen] = (await response.toArray()) as Buffer[];
    const [claimed, real, scheme] = String(seen).split(/[, ]/);
    assert.deepEqual([claimed, scheme], ["192.0.2.1", "https"]);
    assert.match(real ?? "", /^[\d.]+$/, "the last address is the one that Envoy saw");
  });

  it("refuses headers that a gateway could misread", async () => {
    const response = await open("/who", { headers: { under_score: "1" } });
    response.resume();
    assert.equal(response.statusCode, 400);
  });

  it("carries more streams than Envoy's default of 1,024", async () => {
    const sessions: ClientHttp2Session[] = [];
    const first: Promise<unknown>[] = [];
    for (let connection = 0; connection < 11; connection++) {
      const to = `https://127.0.0.1:${envoy.ports.https}`;
      const session = connect(to, { rejectUnauthorized: false });
      sessions.push(session);
      for (let stream = 0; stream < 100; stream++) {
        const request = session.request({ ":path": "/quiet" });
        first.push(
          new Promise((resolve, reject) => {
            request.on("response", (headers) => resolve(headers[":status"])).on("error", reject);
          }),
        );
      }
    }
    const statuses = await Promise.all(first);
    assert.equal(statuses.filter((status) => status === 200).length, 1100);
    for (const session of sessions) session.destroy();
  });

  it("uses a renewed certificate without a restart", async () => {
    envoy.renewCertificate("second.example.com");
    for (let attempt = 0; attempt < 50; attempt++) {
      const socket = await handshake({});
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      if (subject.CN === "second.example.com") return;
      await sleep(100);
    }
    assert.fail("the old certificate is still served");
  });

  it("drains as the pod's stop asks: out of routing at once, open streams go on", async () => {
    const stream = await open("/stream");
    const pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    await pieces.next();
    execFileSync("bash", ["-c", envoy.adapt(drainCommand(0))]);
    assert.equal(await statusOf(envoy.ports.http, "/readyz"), 503);
    const late = await open("/who");
    late.resume();
    assert.equal(late.statusCode, 200);
    assert.equal(late.headers.connection, "close", "clients are told to reconnect");
    for (let piece = 1; piece <= 3; piece++) {
      sendPiece();
      assert.equal(String((await pieces.next()).value), String(piece));
    }
    stream.destroy();
  });
});

const senders = new Set<() => void>();

/** Makes the gateway send the next piece of each open stream. */
function sendPiece(): void {
  for (const send of senders) send();
}

/** A gateway in small: streams, upgrades, and tells what it sees. */
function startGateway(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === "/who") {
      const { "x-forwarded-for": address, "x-forwarded-proto": scheme } = request.headers;
      response.end(`${String(address)} ${String(scheme)}`);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("0");
    if (request.url !== "/stream") return;
    let piece = 0;
    const send = (): void => {
      piece += 1;
      response.write(String(piece));
    };
    senders.add(send);
    response.on("close", () => senders.delete(send));
  });
  server.on("upgrade", (_, socket) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
