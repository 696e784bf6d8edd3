import assert from "node:assert/strict";
import type { JsonObject } from "../../../plan/types";
import { GATEWAY_PLACE, SHORT_REPLIES, useChatbotCluster } from "./chatbotCluster";
import type { KubernetesApi } from "./api";
import { livingPods, nodeOf, rolledOut, withImage } from "./rollout";
import { until } from "./until";

const { namespace } = GATEWAY_PLACE;
const NODES = 6;
const ZONES = 3;

describe("on a real control plane, replicas", () => {
  const chatbot = useChatbotCluster(
    "dev",
    [`gateway.minReplicas=${NODES}`, `gateway.maxReplicas=${NODES}`, ...SHORT_REPLIES],
    { count: NODES, zones: ZONES, cpu: 2 },
  );

  it("are spread evenly over zones and hosts, by a rollout anew", async () => {
    const { api } = chatbot().cluster;
    await rolledOut(api, GATEWAY_PLACE, NODES);
    // The second time beside the replicas of the first, which must not push the new ones aside.
    await api.apply(withImage(chatbot().gateway, "registry.example.com/chat:2"));
    await rolledOut(api, GATEWAY_PLACE, NODES);
    const nodes = (await gatewayPods(api)).map(nodeOf);
    const zones = nodes.map((node) => Number(node.split("-")[1]) % ZONES);
    assert.deepEqual(counts(zones), [2, 2, 2], String(nodes));
    assert.deepEqual(counts(nodes), [1, 1, 1, 1, 1, 1], String(nodes));
  });

  it("push out pods of lower priority when the nodes are full", async () => {
    const { api } = chatbot().cluster;
    await api.apply(filler(100));
    const waiting = await until("a filler that finds no room", async () => {
      const pods = await livingPods(api, "default");
      return pods.find(({ status }) => status?.["phase"] === "Pending" && isUnschedulable(status));
    });
    assert.ok(waiting);
    // A rollout needs room for one replica more, at least.
    await api.apply(withImage(chatbot().gateway, "registry.example.com/chat:3"));
    await rolledOut(api, GATEWAY_PLACE, NODES);
    const preempted = await api.list("v1", "Event", "default");
    assert.ok(
      preempted.some((event) => (event as unknown as { reason: string }).reason === "Preempted"),
    );
  });
});

function gatewayPods(api: KubernetesApi) {
  return livingPods(api, namespace, "app.kubernetes.io/name=gateway");
}

/** How often each value comes, sorted. */
function counts(values: readonly (string | number)[]): number[] {
  const found = new Map<string | number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found.values()].sort((a, b) => a - b);
}

function isUnschedulable(status: JsonObject | undefined): boolean {
  const conditions = (status?.["conditions"] ?? []) as unknown as readonly { reason?: string }[];
  return conditions.some(({ reason }) => reason === "Unschedulable");
}

/** More pods of no priority than the nodes hold. */
function filler(replicas: number): JsonObject {
  const labels = { app: "filler" };
  const resources = { requests: { cpu: "250m" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "filler", namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: "filler", image: "registry.example.com/filler:1", resources }],
        },
      },
    },
  };
}
