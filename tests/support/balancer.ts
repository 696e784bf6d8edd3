import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** A load balancer on this machine. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** Gives each request to the server that has the fewest open ones, as the ALB and the edge proxy do. */
export async function startBalancer(bases: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: Infinity });
  const targets = bases.map((base) => ({ base, open: 0 }));
  const server: Server = createServer((incoming, outgoing) => {
    const target = targets.reduce((best, each) => (each.open < best.open ? each : best));
    target.open += 1;
    const { method, headers, url = "" } = incoming;
    const call = request(target.base + url, { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => undefined);
    });
    call.on("error", () => outgoing.destroy());
    outgoing.on("close", () => {
      target.open -= 1;
      call.destroy();
    });
    incoming.pipe(call);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
