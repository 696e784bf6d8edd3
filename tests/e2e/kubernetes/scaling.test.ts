import assert from "node:assert/strict";
import type { JsonObject } from "../../../plan/types";
import { GATEWAY_PLACE, SHORT_REPLIES, useChatbotCluster } from "./chatbotCluster";
import type { KubernetesApi } from "./api";
import { MetricsServer } from "./metricsServer";
import { plannedObject } from "./planned";
import { deploymentAt, rolledOut } from "./rollout";
import { until } from "./until";

const { namespace, name } = GATEWAY_PLACE;
const MOST = 12;

/** What a replica requests, in thousandths of a CPU, and the share of it to hold. */
const REQUEST = 250;
const TARGET = 0.6;

/** CPU use that this many replicas are just right for, spread over those that are ready. */
function loadFor(replicas: number) {
  return (ready: number) => ({
    millicores: Math.round((replicas * REQUEST * TARGET) / Math.max(1, ready)),
    mebibytes: 100,
  });
}

describe("on a real control plane, the autoscaler", () => {
  const chatbot = useChatbotCluster(
    "dev",
    [`gateway.maxReplicas=${MOST}`, "nodes.max=10", ...SHORT_REPLIES],
    { count: 3 },
  );

  it("scales up and down in the steps that the policy allows, by the metrics served", async () => {
    const { cluster, objects } = chatbot();
    const { api } = cluster;
    const autoscaler = plannedObject(objects, "HorizontalPodAutoscaler", name);
    await MetricsServer.use(cluster, namespace, async (metrics) => {
      metrics.use = loadFor(1);
      await untilCondition(api, "ScalingActive", "ValidMetricFound");
      const replicas = await ReplicaHistory.start(api);

      // By four or by as many as there are, whatever is more; then up to the most.
      metrics.use = loadFor(40);
      await rolledOut(api, GATEWAY_PLACE, MOST);
      assert.deepEqual(replicas.counts, [1, 5, 10, MOST]);
      // Each step is held for 15 s; half of that leaves room for news of a step that came late.
      const [, second = 0, third = 0] = replicas.seconds();
      assert.ok(second > 7 && third > 7, String(replicas.seconds()));

      // Ten calm minutes first.
      metrics.use = loadFor(8);
      await untilCondition(api, "AbleToScale", "ScaleDownStabilized");
      assert.deepEqual(replicas.counts, [1, 5, 10, MOST]);

      // No one waits for ten minutes here: the same steps, in a twentieth of the time.
      replicas.restart();
      await api.apply(withHaste(autoscaler, 20));
      await rolledOut(api, GATEWAY_PLACE, 8);
      assert.deepEqual(replicas.counts, [MOST, 10, 9, 8]);
      replicas.stop();
    });
  });
});

/** The numbers of replicas that a Deployment was given, and when. */
class ReplicaHistory {
  private readonly changes: { readonly replicas: number; readonly time: number }[] = [];
  private close: () => void = () => undefined;

  static async start(api: KubernetesApi): Promise<ReplicaHistory> {
    const history = new ReplicaHistory();
    history.note((await deploymentAt(api, GATEWAY_PLACE)).spec);
    history.close = await api.watch("apps/v1", "Deployment", namespace, (_, { spec }) =>
      history.note(spec),
    );
    return history;
  }

  get counts(): number[] {
    return this.changes.map(({ replicas }) => replicas);
  }

  /** Time from each change to the next, in seconds. */
  seconds(): number[] {
    return this.changes
      .slice(1)
      .map(({ time }, index) => (time - (this.changes[index]?.time ?? 0)) / 1000);
  }

  /** Forgets all but the last number. */
  restart(): void {
    this.changes.splice(0, this.changes.length - 1);
  }

  stop(): void {
    this.close();
  }

  private note(spec: JsonObject | undefined): void {
    const replicas = Number(spec?.["replicas"]);
    if (this.changes.at(-1)?.replicas === replicas) return;
    this.changes.push({ replicas, time: performance.now() });
  }
}

async function untilCondition(api: KubernetesApi, type: string, reason: string): Promise<void> {
  await until(`the condition ${type}, ${reason}`, async () => {
    const { status } = await api.get("autoscaling/v2", "HorizontalPodAutoscaler", name, namespace);
    const conditions = (status?.["conditions"] ?? []) as unknown as readonly {
      type: string;
      reason: string;
    }[];
    return conditions.some((one) => one.type === type && one.reason === reason) ? true : undefined;
  });
}

/** An autoscaler that scales down as much sooner. */
function withHaste(autoscaler: JsonObject, times: number): JsonObject {
  return JSON.parse(JSON.stringify(autoscaler), function (this: unknown, key, value: unknown) {
    const isTime = key === "stabilizationWindowSeconds" || key === "periodSeconds";
    return isTime ? Math.ceil(Number(value) / times) : value;
  }) as JsonObject;
}
