import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ENVOY_METRICS, METRICS_PATH } from "../../azure/envoyMetrics";
import { findEnvoy, statusOf, TestEnvoy } from "./support/envoy";

/** Time of the gateway below until the first byte and from there to the last, in milliseconds. */
const FIRST = 120;
const REST = 4000;

/** Between the two, with seconds to spare on a busy machine. */
const SLOW_SECONDS = 3.5;

/** What managed Prometheus reads of a proxy without a certificate. */
describe("the edge proxy's metrics", function () {
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
    const { port } = upstream.address() as AddressInfo;
    const plain = { certificateName: undefined, slowSeconds: SLOW_SECONDS };
    envoy = await TestEnvoy.start(program, folder, port, plain);
  });

  after(() => {
    (envoy as TestEnvoy | undefined)?.stop();
    (upstream as Server | undefined)?.close();
    rmSync(folder, { recursive: true });
  });

  async function metrics(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${envoy.ports.metrics}${METRICS_PATH}`);
    return response.text();
  }

  it("count replies by status without probes, and time first bytes rather than whole streams", async () => {
    const chat = async (): Promise<void> => {
      const reply = await fetch(`http://127.0.0.1:${envoy.ports.http}/chat`);
      assert.equal(await reply.text(), "ab");
      assert.equal(reply.headers.get("strict-transport-security"), null);
    };
    await Promise.all([chat(), chat(), chat()]);
    assert.equal(await statusOf(envoy.ports.http, "/fail"), 500);
    assert.equal(await statusOf(envoy.ports.http, "/readyz"), 200);
    const replies = (digit: number, count: number) =>
      `${ENVOY_METRICS.replies}{envoy_response_code_class="${digit}",envoy_http_conn_manager_prefix="chats"} ${count}`;
    const bucket = (end: string, count: number) =>
      `${ENVOY_METRICS.firstByte}_bucket{le="${end}"} ${count}`;
    const wanted = [replies(2, 3), replies(5, 1), bucket("100", 0), bucket("3500", 3)];
    // Envoy merges its histograms every 5 s.
    for (let attempt = 0; attempt < 600; attempt++) {
      const lines = (await metrics()).split("\n");
      if (wanted.every((line) => lines.includes(line))) return;
      await sleep(100);
    }
    assert.fail(`${wanted.join("\n")}\nare not all in\n${await metrics()}`);
  });

  it("are these two alone, and the way to no other part of Envoy's administration", async () => {
    const families = [...(await metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    assert.deepEqual(families.sort(), Object.values(ENVOY_METRICS).sort());
    for (const path of ["/", "/stats", "/quitquitquit", `${METRICS_PATH}/../quitquitquit`]) {
      assert.equal(await statusOf(envoy.ports.metrics, path), 404, path);
    }
  });
});

function startGateway(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === "/fail") {
      response.writeHead(500).end();
      return;
    }
    void sleep(FIRST).then(async () => {
      response.write("a");
      await sleep(REST);
      response.end("b");
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
