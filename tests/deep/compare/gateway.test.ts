import assert from "node:assert/strict";
import type { Chats } from "../../../compare/simulate/chats";
import { simulateService } from "../../../compare/simulate/containers/service";
import { NoMachines } from "../../../compare/simulate/nodes/machines";
import { Recorder, type Outcome } from "../../../compare/simulate/outcome";
import { arrivals, rateProfile } from "../../../load/arrivals";
import { DEFAULT_PATHS } from "../../../load/protocol";
import { seededRandom } from "../../../load/random";
import type { LoadReport } from "../../../load/report";
import { runLoad } from "../../../load/run";
import { startBalancer } from "../../support/balancer";
import { startReplica, stopReplicas } from "../../support/gatewayProcess";
import { startMockModel } from "../../support/mockModel";

/**
 * Replies of four seconds, of which the first one brings nothing: so slow that what a busy machine
 * adds to it is small.
 */
const MODEL = { tokens: 3, tokensPerSecond: 1 };
const FIRST_TOKEN = 1;
const SECONDS = 4;

const REPLICAS = 2;
const DURATION = 60;
const SEED = 7;

/** A load is void when the generator had no time to spare, or sent a chat in twenty this late (ms). */
const MOST_BUSY = 0.5;
const MOST_LATE = 100;
const TRIES = 6;

interface Case {
  readonly places: number;
  readonly queue: number;
  /** In seconds. */
  readonly longestWait: number;
  /** Chats a second. */
  readonly rate: number;
}

/** Two replicas of 40 places end 20 chats a second. */
const CASES: Readonly<Record<string, Case>> = {
  "with places to spare": { places: 40, queue: 20, longestWait: 15, rate: 14 },
  "full now and then": { places: 40, queue: 20, longestWait: 15, rate: 19 },
  "beyond what it carries": { places: 40, queue: 20, longestWait: 15, rate: 26 },
  "with a queue longer than anybody waits": { places: 40, queue: 120, longestWait: 2, rate: 26 },
};

describe("the shipped gateway, against its own simulation", () => {
  const reports = new Map<Case, Promise<LoadReport>>();

  before(() => {
    // Beside each other: they wait for most of the time.
    for (const each of Object.values(CASES)) {
      const report = measure(each);
      report.catch(() => undefined);
      reports.set(each, report);
    }
  });

  for (const [name, each] of Object.entries(CASES)) {
    it(`serves and refuses as simulated, ${name}`, async () => {
      const measured = await reports.get(each)!;
      const simulated = simulate(each);
      const { firstToken, chats } = measured;
      const { firstWords } = simulated;
      assert.ok(firstToken && firstWords);
      const refused = (counts: { refused: number; chats: number }): number =>
        counts.refused / counts.chats;
      const found = {
        p50: firstToken.p50 / 1000,
        p95: firstToken.p95 / 1000,
        refused: refused({ refused: shedOf(measured), chats: chats.due }),
      };
      const expected = { ...firstWords, refused: refused(simulated) };
      const line = ({ p50, p95, refused: share }: typeof found): string =>
        `p50 ${p50.toFixed(2)} s, p95 ${p95.toFixed(2)} s, ${(100 * share).toFixed(1)} % refused`;
      process.stdout.write(`      measured ${line(found)}; simulated ${line(expected)}\n`);
      assert.equal(chats.due, simulated.chats);
      assert.equal(chats.complete + shedOf(measured), chats.due);
      near("p50", found.p50, expected.p50, 0.1);
      near("p95", found.p95, expected.p95, 0.15);
      assert.ok(Math.abs(found.refused - expected.refused) <= 0.02, "the refused share");
    });
  }
});

/** The load on two processes, until a run is not void. */
async function measure(settings: Case): Promise<LoadReport> {
  const model = await startMockModel(MODEL);
  const environment = {
    MODEL_BACKEND: "openai",
    MODEL_URL: model.url,
    CHATS_PER_MINUTE: "1000000",
    CONCURRENT_CHATS: String(settings.places),
    QUEUED_CHATS: String(settings.queue),
    QUEUE_SECONDS: String(settings.longestWait),
  };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => startReplica(environment)),
  );
  const balancer = await startBalancer(replicas.map(({ base }) => base));
  try {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const report = await runLoad({
        urls: [new URL(DEFAULT_PATHS.chatscale, balancer.url)],
        protocol: "chatscale",
        shape: "steady",
        rate: settings.rate,
        spike: 1,
        duration: DURATION,
        seed: SEED,
        timeout: 60,
        mostOpen: 5000,
        headers: {},
        prompt: "Hello",
        model: "",
      });
      const { busy, late } = report.generator;
      if (busy < MOST_BUSY && late && late.p95 < MOST_LATE) return report;
      process.stdout.write(`      void: the generator was busy ${busy}, late ${late?.p95} ms\n`);
    }
    throw new Error(`This machine has too much to do: ${TRIES} runs were void.`);
  } finally {
    await balancer.close();
    await stopReplicas(replicas);
    await model.close();
  }
}

/** The same chats through the simulator, at the very times that the generator has. */
function simulate({ places, queue, longestWait, rate }: Case): Outcome {
  const profile = rateProfile("steady", rate, DURATION, 1);
  const at = Float64Array.from(arrivals(profile, seededRandom(SEED)));
  const chats: Chats = {
    count: at.length,
    at,
    seconds: new Float64Array(at.length).fill(SECONDS),
    firstToken: FIRST_TOKEN,
    duration: DURATION,
  };
  const recorder = new Recorder(chats, () => FIRST_TOKEN);
  const capacity = simulateService(
    chats,
    { initial: REPLICAS, places, queue, longestWait, startSeconds: 0, longestReply: Infinity },
    { period: 1e9, look: (_now, wanted) => wanted },
    new NoMachines(),
    recorder,
  );
  return recorder.outcome(capacity);
}

function shedOf({ chats }: LoadReport): number {
  return chats.shed.reduce((sum, { count }) => sum + count, 0);
}

function near(what: string, found: number, expected: number, share: number): void {
  const off = Math.abs(found - expected) / expected;
  assert.ok(off <= share, `${what}: ${found} is ${(100 * off).toFixed(1)} % off ${expected}`);
}
