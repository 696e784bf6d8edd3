import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_PATHS } from "../../load/protocol";
import { runLoad } from "../../load/run";
import { median } from "../processes";
import { startGateway, startModel, type BenchServer } from "./servers";

/** A full replica of the defaults: `gateway.concurrentChats`, `model.tokensPerSecond`. */
const CHATS_PER_SECOND = 50;
const ARRIVAL_SECONDS = 2;
const TOKENS_PER_SECOND = 50;

/** Replies that outlast the count of the processor's time, in seconds each. */
const WARM_UP = 4;
const WINDOW = 10;
const TOKENS = TOKENS_PER_SECOND * (ARRIVAL_SECONDS + WARM_UP + WINDOW);

/** What of a processor the gateway takes when every place is taken, and each token comes by itself. */
export async function benchFull(rounds: number): Promise<void> {
  console.log("\nA replica with about 100 chats of 50 tokens a second");
  const model = await startModel({ tokens: TOKENS, tokensPerSecond: TOKENS_PER_SECOND });
  const gateway = await startGateway(model, {});
  const idle = await usedOver(gateway, WINDOW);
  const perSecond: number[] = [];
  const used: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const load = runLoad({
      urls: [new URL(DEFAULT_PATHS.chatscale, gateway.origin)],
      protocol: "chatscale",
      shape: "steady",
      rate: CHATS_PER_SECOND,
      spike: 1,
      duration: ARRIVAL_SECONDS,
      seed: round,
      timeout: 60,
      mostOpen: 5000,
      headers: {},
      prompt: "Hello",
      model: "",
    });
    await sleep((ARRIVAL_SECONDS + WARM_UP) * 1000);
    used.push(await usedOver(gateway, WINDOW / 2));
    const { chats } = await load;
    perSecond.push((chats.complete * TOKENS_PER_SECOND) / (used.at(-1) ?? 0));
  }
  const cores = (value: number): string => `${value.toFixed(3)} vCPU`;
  console.log(`  ${"idle".padEnd(32)} ${cores(idle)}`);
  console.log(`  ${"full".padEnd(32)} ${cores(median(used))}`);
  console.log(`  ${"tokens per second of it".padEnd(32)} ${median(perSecond).toFixed(0)}`);
  await gateway.stop();
  await model.stop();
}

/** The processors that a server uses on average over some seconds. */
async function usedOver(server: BenchServer, seconds: number): Promise<number> {
  const [before, started] = [server.cpuSeconds(), performance.now()];
  await sleep(seconds * 1000);
  return (server.cpuSeconds() - before) / ((performance.now() - started) / 1000);
}
