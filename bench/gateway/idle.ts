import { setTimeout as sleep } from "node:timers/promises";
import { keepingAgent } from "../../load/connection";
import { TimeHistogram } from "../../load/histogram";
import { DEFAULT_PATHS, protocolFor, type ProtocolName } from "../../load/protocol";
import { ReplyStream, type Endpoint } from "../../load/stream";
import { startBareProxy, startGateway, startModel, type BenchServer } from "./servers";

/** KiB of memory per stream, and milliseconds that one heartbeat in a hundred may be late. */
const AIMS = { kibibytes: 40, late: 1000 };

const STREAMS = 5000;
/** Streams that are opened first, so that memory for code and buffers is not counted. */
const WARM_UP = 500;
/** Streams opened at once: a server's backlog holds 511 connections. */
const BATCH = 250;
const HEARTBEAT_SECONDS = 5;
const HEARTBEATS = 4;

/** A replica's settings: nothing may end a stream while it is idle. */
const GATEWAY = {
  CONCURRENT_CHATS: String(2 * STREAMS),
  HEARTBEAT_SECONDS: String(HEARTBEAT_SECONDS),
  LONGEST_REPLY_SECONDS: "600",
  MODEL_SILENCE_SECONDS: "600",
  RESUME_GRACE_SECONDS: "0",
};

/** What thousands of open streams cost when nothing is said: memory, and heartbeats on time. */
export async function benchIdle(): Promise<void> {
  console.log(`\n${STREAMS} open streams in one process, silent after the first token`);
  const model = await startModel({ tokens: 2, tokensPerSecond: 20, silentAfter: 1 });
  const bare = await startBareProxy(model);
  const base = await hold(bare, "openai");
  print("bare node:http proxy", `${base.kibibytes.toFixed(1)} KiB per stream`);
  await bare.stop();
  const gateway = await startGateway(model, GATEWAY);
  const { kibibytes, late } = await hold(gateway, "chatscale");
  const more = kibibytes / base.kibibytes;
  const missed = kibibytes <= AIMS.kibibytes ? "" : ": missed";
  const aim = `aim ${AIMS.kibibytes} KiB${missed}`;
  print(
    "chatscale gateway",
    `${kibibytes.toFixed(1)} KiB per stream, ${more.toFixed(2)} × (${aim})`,
  );
  const times = late.times();
  if (times) {
    const onTime = times.p99 <= AIMS.late ? "" : ": missed";
    const figures = `p50 ${times.p50.toFixed(0)}, p99 ${times.p99.toFixed(0)}, most ${times.max.toFixed(0)}`;
    print("its heartbeats are late by", `${figures} ms (aim p99 ${AIMS.late} ms${onTime})`);
    print("", `${times.count} heartbeats, one each ${HEARTBEAT_SECONDS} s`);
  }
  await gateway.stop();
  await model.stop();
}

interface Held {
  readonly kibibytes: number;
  /** How much later than the period heartbeats came after the one before. */
  readonly late: TimeHistogram;
}

/** Opens the streams, holds them for some heartbeats, and cuts them. */
async function hold(server: BenchServer, protocol: ProtocolName): Promise<Held> {
  const url = new URL(DEFAULT_PATHS[protocol], server.origin);
  const endpoint: Endpoint = {
    urls: [url],
    headers: {},
    agent: keepingAgent(url),
    protocol: protocolFor(protocol, { prompt: "Hello", model: "mock" }),
    timeout: 600_000,
  };
  const late = new TimeHistogram();
  const streams: ReplyStream[] = [];
  while (streams.length < WARM_UP) streams.push(...(await openBatch(endpoint, late)));
  const before = server.residentBytes();
  while (streams.length < WARM_UP + STREAMS) streams.push(...(await openBatch(endpoint, late)));
  await sleep(HEARTBEATS * HEARTBEAT_SECONDS * 1000);
  const after = server.residentBytes();
  for (const stream of streams) stream.cut();
  endpoint.agent.destroy();
  return { kibibytes: (after - before) / STREAMS / 1024, late };
}

/** Opens some streams, and waits until each has its first token. */
function openBatch(endpoint: Endpoint, late: TimeHistogram): Promise<ReplyStream[]> {
  const opened = Array.from({ length: BATCH }, () => {
    let last: number | undefined;
    let begun = (): void => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const stream: ReplyStream = new ReplyStream(endpoint, {
      token: begun,
      heartbeat: (at) => {
        if (last !== undefined) late.record(at - last - HEARTBEAT_SECONDS * 1000);
        last = at;
      },
      done: ({ kind }) => {
        if (kind !== "unfinished") throw new Error(`an idle stream ended: ${kind}`);
      },
    });
    return begins.then(() => stream);
  });
  return Promise.all(opened);
}

function print(name: string, text: string): void {
  console.log(`  ${name.padEnd(32)} ${text}`);
}
