// Run as a process of its own: the least that a streaming proxy can do. It hands requests and
// answers on as they are, and closes the one side when the other one closes.
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

const [upstream = ""] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxFreeSockets: Infinity });

const server = createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const options = { method, path: url, headers, agent };
  const asked = request(upstream, options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, outgoing, () => undefined);
  });
  asked.on("error", () => {
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  });
  outgoing.on("close", () => asked.destroy());
  incoming.pipe(asked);
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
