import assert from "node:assert/strict";
import type { KubernetesApi } from "./api";
import { GATEWAY_PLACE, SHORT_REPLIES, useChatbotCluster } from "./chatbotCluster";
import { isReady } from "./nodes";
import { livingPods, PodHistory, rolledOut, withImage } from "./rollout";
import { BROKEN_TAG } from "./stages";
import { until } from "./until";

const { namespace } = GATEWAY_PLACE;
const REPLICAS = 4;
/** With a quarter more, the Deployment's maxSurge. */
const SURGED = 5;

describe("on a real control plane, a rolling update", () => {
  // The fewest are the most: the quota has to bear a rollout at the largest scale.
  const chatbot = useChatbotCluster(
    "dev",
    [`gateway.minReplicas=${REPLICAS}`, `gateway.maxReplicas=${REPLICAS}`, ...SHORT_REPLIES],
    { count: 3 },
  );

  it("keeps as many replicas ready as are asked for, and the quota never holds it up", async () => {
    const { api } = chatbot().cluster;
    await rolledOut(api, GATEWAY_PLACE, REPLICAS);
    const history = await PodHistory.during(api, namespace, async () => {
      await api.apply(withImage(chatbot().gateway, "registry.example.com/chat:2"));
      await rolledOut(api, GATEWAY_PLACE, REPLICAS);
    });
    assert.equal(history.fewestReady, REPLICAS);
    assert.equal(history.mostLiving, SURGED);
    assert.deepEqual(await eventsOf(api, "FailedCreate"), []);
  });

  it("to an image that never gets ready harms no replica, and a way back is open", async () => {
    const { api } = chatbot().cluster;
    const history = await PodHistory.during(api, namespace, async () => {
      await api.apply(withImage(chatbot().gateway, `registry.example.com/chat:${BROKEN_TAG}`));
      await until("a replica that runs and is not ready", async () => {
        const pods = await livingPods(api, namespace);
        return pods.find(({ status }) => status?.["phase"] === "Running" && !isReady(status));
      });
      await api.apply(withImage(chatbot().gateway, "registry.example.com/chat:2"));
      await rolledOut(api, GATEWAY_PLACE, REPLICAS);
    });
    assert.equal(history.fewestReady, REPLICAS);
    assert.equal(history.mostLiving, SURGED);
  });
});

/** Messages of the events of a reason. */
async function eventsOf(api: KubernetesApi, reason: string): Promise<string[]> {
  const events = (await api.list("v1", "Event", namespace)) as unknown as Event[];
  return events.filter((event) => event.reason === reason).map(({ message }) => message);
}

interface Event {
  readonly reason: string;
  readonly message: string;
}
