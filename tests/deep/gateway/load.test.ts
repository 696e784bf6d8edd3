import assert from "node:assert/strict";
import { runLoad } from "../../../load/run";
import type { LoadReport } from "../../../load/report";
import type { LoadSettings } from "../../../load/settings";
import { startReplica, stopReplicas, type Replica } from "../../support/gatewayProcess";

/** Chats go to two replicas in turn, hundreds are open at once, and no answer is waited for. */
const LOAD: Omit<LoadSettings, "urls"> = {
  protocol: "chatscale",
  shape: "steady",
  rate: 60,
  spike: 1,
  duration: 12,
  seed: 1,
  timeout: 120,
  mostOpen: 5000,
  headers: {},
  prompt: "What is a drain?",
  model: "",
};

describe("the load generator at two replicas", () => {
  let replicas: Replica[] = [];
  afterEach(() => stopReplicas(replicas));

  const start = async (environment: Readonly<Record<string, string>>): Promise<LoadSettings> => {
    const settings = {
      CONCURRENT_CHATS: "2000",
      CHATS_PER_MINUTE: "1000000",
      DEMO_TOKENS_PER_SECOND: "20",
      ...environment,
    };
    replicas = await Promise.all([startReplica(settings), startReplica(settings)]);
    return { ...LOAD, urls: replicas.map(({ base }) => new URL("/api/chats", base)) };
  };

  /** Nothing but complete replies, and refusals that name a time to come back. */
  const assertUnharmed = ({ chats, stream }: LoadReport): void => {
    const { due, complete, shed, failed, truncated, unfinished, notSent, ends } = chats;
    assert.deepEqual({ failed, truncated, unfinished, notSent }, NOTHING);
    assert.deepEqual([stream.lost, stream.doubled], [0, 0]);
    assert.deepEqual(ends, { stop: complete });
    const refused = shed.reduce((sum, { count }) => sum + count, 0);
    assert.equal(complete + refused, due);
    assert.deepEqual(
      shed.filter(({ status, withoutRetryAfter }) => status !== 503 || withoutRetryAfter > 0),
      [],
    );
  };

  it("sees no reply cut when one of them is stopped in the middle of the load", async () => {
    const settings = await start({ DRAIN_SECONDS: "60" });
    const [leaving] = replicas;
    let stopped = 0;
    const report = await runLoad(settings, {
      onProgress: ({ seconds, open }) => {
        if (stopped > 0 || seconds < LOAD.duration / 2) return;
        stopped = open;
        leaving?.process.kill("SIGTERM");
      },
    });
    assert.equal(await leaving?.exited, 0);
    assert.ok(stopped >= 100, `only ${stopped} streams were open`);
    assertUnharmed(report);
    const [refused] = report.chats.shed;
    assert.ok(refused && refused.count > 0);
  });
});

const NOTHING = { failed: {}, truncated: 0, unfinished: 0, notSent: 0 };
