import { runLoad } from "../../load/run";
import type { LoadReport } from "../../load/report";
import { median } from "../processes";
import { saturate, type Saturation } from "./saturate";
import { PACE, startTargets, stopTargets, type Target, type Targets } from "./targets";

/** What the gateway is to reach beside the others, and what it may add to the first token (in ms). */
const AIMS = { toBare: 0.7, toLitellm: 5, addedFirstToken: 1 };

/** Seconds of one run at half load. */
const DURATION = 4;

/**
 * The gateway beside a bare proxy and LiteLLM, in front of the same model: how much each carries, and
 * what each adds to the time to first token at half of what the gateway carries (LiteLLM: at half of
 * what it carries itself). The rounds are interleaved, so that a slow moment hits all alike.
 */
export async function benchProxies(rounds: number): Promise<void> {
  console.log("\nStreaming proxies of one mock model, one process each");
  const targets = await startTargets();
  try {
    const found = await throughput(targets, rounds);
    await firstTokens(targets, found, rounds);
  } finally {
    await stopTargets(targets);
  }
}

async function throughput(
  targets: Targets,
  rounds: number,
): Promise<ReadonlyMap<Target, readonly Saturation[]>> {
  console.log(`\n  At saturation: replies of ${PACE.tokens} tokens, median (least to most)`);
  const found = await inTurn(listOf(targets), rounds, saturate);
  for (const [{ name }, all] of found) {
    const of = (key: keyof Saturation): number[] => all.map((each) => each[key]);
    const busy = `server ${share(median(of("serverBusy")))}, generator ${share(median(of("generatorBusy")))}`;
    print(name, `${spread(of("perSecond"), 0)} tokens/s; ${busy}`);
    print("", `${spread(of("perCpuSecond"), 0)} per second of its processor time`);
    const failed = Math.max(...of("failed"));
    if (failed > 0) print("", `up to ${failed} failed in a round`);
  }
  const { bare, gateway, litellm } = targets;
  compare("gateway / bare proxy", found, [gateway, bare], AIMS.toBare);
  if (litellm) compare("gateway / LiteLLM", found, [gateway, litellm], AIMS.toLitellm);
  return found;
}

/** Shows the ratio by the clock and by processor time, round by round, since rounds differ. */
function compare(
  name: string,
  found: ReadonlyMap<Target, readonly Saturation[]>,
  [one, other]: readonly [Target, Target],
  aim: number,
): void {
  for (const [key, of] of [
    ["perSecond", "by the clock"],
    ["perCpuSecond", "by processor time"],
  ] as const) {
    const others = found.get(other) ?? [];
    const ratios = (found.get(one) ?? []).map(
      (each, round) => each[key] / (others[round]?.[key] ?? 0),
    );
    const missed = median(ratios) >= aim ? "" : ": missed";
    print(name, `${spread(ratios, 2)} × ${of} (aim ${aim} ×${missed})`);
  }
}

async function firstTokens(
  targets: Targets,
  found: ReadonlyMap<Target, readonly Saturation[]>,
  rounds: number,
): Promise<void> {
  const half = (target: Target): number =>
    median((found.get(target) ?? []).map(({ perSecond }) => perSecond)) / PACE.tokens / 2;
  const { direct, bare, gateway, litellm } = targets;
  const rate = half(gateway);
  const rateOf = (target: Target): number => (target === litellm ? half(target) : rate);
  console.log(`\n  Time to first token at ${rate.toFixed(0)} chats/s (half of the gateway's)`);
  const reports = await inTurn(listOf(targets), rounds, (target, round) =>
    runLoad(settings(target, rateOf(target), round)),
  );
  const p50 = (target: Target): number[] => times(reports.get(target), "p50");
  for (const [target, all] of reports) {
    const late = median(all.map(({ generator }) => generator.late?.p50 ?? Number.NaN));
    const note =
      target === litellm ? ` at ${half(target).toFixed(0)} chats/s (half of its own)` : "";
    const tail = `p99 ${spread(times(all, "p99"), 2)}`;
    print(
      target.name,
      `p50 ${spread(p50(target), 2)} ms, ${tail}; sent ${late.toFixed(2)} late${note}`,
    );
  }
  const added = (one: Target, other: Target): number[] =>
    p50(one).map((value, round) => value - (p50(other)[round] ?? 0));
  const over = added(gateway, bare);
  const missed = median(over) <= AIMS.addedFirstToken ? "" : ": missed";
  print(
    "the gateway over the bare proxy",
    `${spread(over, 2)} ms (aim ${AIMS.addedFirstToken} ms${missed})`,
  );
  print("the bare proxy over the model", `${spread(added(bare, direct), 2)} ms`);
  if (litellm) print("LiteLLM over the model", `${spread(added(litellm, direct), 2)} ms`);
}

/** Runs each in turn, round after round. A round before the first warms all up and does not count. */
async function inTurn<T>(
  targets: readonly Target[],
  rounds: number,
  run: (target: Target, round: number) => Promise<T>,
): Promise<ReadonlyMap<Target, readonly T[]>> {
  const found = new Map(targets.map((target) => [target, [] as T[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [target, results] of found) {
      const result = await run(target, round);
      if (round > 0) results.push(result);
    }
  }
  return found;
}

function settings(target: Target, rate: number, seed: number) {
  return {
    urls: [new URL(target.path, target.server.origin)],
    protocol: target.protocol,
    shape: "steady",
    rate,
    spike: 1,
    duration: DURATION,
    seed,
    timeout: 30,
    mostOpen: 5000,
    headers: {},
    prompt: "Hello",
    model: target.model,
  } as const;
}

function times(reports: readonly LoadReport[] = [], of: "p50" | "p99"): number[] {
  return reports.map(({ firstToken }) => firstToken?.[of] ?? Number.NaN);
}

function listOf({ direct, bare, gateway, litellm }: Targets): Target[] {
  return [direct, bare, gateway, ...(litellm ? [litellm] : [])];
}

function spread(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

function print(name: string, text: string): void {
  console.log(`  ${name.padEnd(32)} ${text}`);
}
