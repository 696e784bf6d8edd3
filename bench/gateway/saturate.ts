import { setTimeout as sleep } from "node:timers/promises";
import { keepingAgent } from "../../load/connection";
import { protocolFor } from "../../load/protocol";
import { ReplyStream, type Endpoint } from "../../load/stream";
import type { Target } from "./targets";

export interface Saturation {
  /** Tokens per second of the clock, as clients have them. */
  readonly perSecond: number;
  /** Tokens per second of the server's processor time: steadier where others work too. */
  readonly perCpuSecond: number;
  /** Share of one processor that the server used. */
  readonly serverBusy: number;
  /** Share of one processor that the generator used. */
  readonly generatorBusy: number;
  readonly failed: number;
}

/** Milliseconds before the count begins, and of the count. */
const WARM_UP = 1500;
const WINDOW = 4000;

/** Keeps a server as busy as it can be: each reply that ends is followed by a new chat at once. */
export async function saturate({
  server,
  protocol,
  path,
  model,
  streams,
}: Target): Promise<Saturation> {
  const url = new URL(path, server.origin);
  const endpoint: Endpoint = {
    urls: [url],
    headers: {},
    agent: keepingAgent(url),
    protocol: protocolFor(protocol, { prompt: "Hello", model }),
    timeout: 60_000,
  };
  const counts = { tokens: 0, failed: 0 };
  let goOn = true;
  const keepOne = async (): Promise<void> => {
    while (goOn) {
      const kind = await outcomeOf(endpoint, () => (counts.tokens += 1));
      if (kind !== "complete") counts.failed += 1;
    }
  };
  const all = Array.from({ length: streams }, keepOne);
  await sleep(WARM_UP);
  const before = { ...counts, ...usage(server) };
  await sleep(WINDOW);
  const after = { ...counts, ...usage(server) };
  goOn = false;
  await Promise.all(all);
  endpoint.agent.destroy();
  const [tokens, seconds] = [after.tokens - before.tokens, after.clock - before.clock];
  const serverSeconds = after.server - before.server;
  return {
    perSecond: tokens / seconds,
    perCpuSecond: tokens / serverSeconds,
    serverBusy: serverSeconds / seconds,
    generatorBusy: (after.own - before.own) / seconds,
    failed: counts.failed,
  };
}

function outcomeOf(endpoint: Endpoint, onToken: () => void): Promise<string> {
  return new Promise((resolve) => {
    new ReplyStream(endpoint, {
      token: onToken,
      done: ({ kind }) => resolve(kind),
    });
  });
}

/** Seconds of the clock, of the server's processor time and of the generator's own. */
function usage(server: Target["server"]): Record<"clock" | "server" | "own", number> {
  const { user, system } = process.cpuUsage();
  return {
    clock: performance.now() / 1000,
    server: server.cpuSeconds(),
    own: (user + system) / 1e6,
  };
}
