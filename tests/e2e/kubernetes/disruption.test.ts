import assert from "node:assert/strict";
import { GATEWAY_PLACE, SHORT_REPLIES, useChatbotCluster } from "./chatbotCluster";
import { Refusal, type KubernetesApi, type KubernetesObject } from "./api";
import { isReady, whileCordoned } from "./nodes";
import { livingPods, nodeOf, PodHistory, rolledOut, withImage } from "./rollout";
import { BROKEN_TAG } from "./stages";
import { until } from "./until";

const { namespace } = GATEWAY_PLACE;
const REPLICAS = 4;

/** Who drains nodes on AWS. */
const HANDLER = { namespace: "kube-system", name: "aws-node-termination-handler" };

describe("on a real control plane, the disruption budget", () => {
  // In prod with the termination handler, whose roles a drain is done with.
  const chatbot = useChatbotCluster(
    "prod-aws",
    [`gateway.minReplicas=${REPLICAS}`, ...SHORT_REPLIES],
    { count: 4 },
  );

  beforeEach(async () => {
    const { api } = chatbot().cluster;
    await api.apply(chatbot().gateway);
    await rolledOut(api, GATEWAY_PLACE, REPLICAS);
    await untilAllowed(api, 1);
  });

  it("lets one replica go, and no other before its successor is ready", async () => {
    const { api } = chatbot().cluster;
    const [first, second] = await livingPods(api, namespace);
    assert.ok(first && second);
    await whileCordoned(api, async () => {
      await api.evict(first.metadata.name, namespace);
      await assert.rejects(api.evict(second.metadata.name, namespace), isBudget);
    });
    await untilAllowed(api, 1);
    await api.evict(second.metadata.name, namespace);
  });

  it("never holds on to a replica that is not ready", async () => {
    const { api } = chatbot().cluster;
    await api.apply(withImage(chatbot().gateway, `registry.example.com/chat:${BROKEN_TAG}`));
    const broken = await until("a replica that runs and is not ready", async () => {
      const pods = await livingPods(api, namespace);
      return pods.find(({ status }) => status?.["phase"] === "Running" && !isReady(status));
    });
    const [ready] = (await livingPods(api, namespace)).filter(({ status }) => isReady(status));
    assert.ok(ready);
    await whileCordoned(api, async () => {
      await api.evict(ready.metadata.name, namespace);
      await assert.rejects(api.evict(await readyPod(api), namespace), isBudget);
      await api.evict(broken.metadata.name, namespace);
    });
  });

  it("is respected by a drain with the roles of the termination handler", async () => {
    const { api } = chatbot().cluster;
    const handler = api.as(HANDLER);
    const [pod] = await livingPods(api, namespace);
    assert.ok(pod);
    const node = nodeOf(pod);
    const history = await PodHistory.during(api, namespace, async () => {
      await drain(handler, node);
      await rolledOut(api, GATEWAY_PLACE, REPLICAS);
    });
    handler.close();
    assert.equal(history.fewestReady, REPLICAS - 1);
    const nodes = (await livingPods(api, namespace)).map(nodeOf);
    assert.equal(nodes.includes(node), false);
    await api.patch(await api.get("v1", "Node", node), { spec: { unschedulable: false } });
  });
});

/** Cordons a node and evicts its pods, each as soon as the budget allows it. */
async function drain(handler: KubernetesApi, name: string): Promise<void> {
  const node = await handler.get("v1", "Node", name);
  await handler.patch(node, { spec: { unschedulable: true } });
  const pods = (await handler.list("v1", "Pod")).filter((pod) => nodeOf(pod) === name);
  for (const { metadata } of pods) {
    const { namespace = "" } = metadata;
    await until(`leave to evict ${metadata.name}`, async () => {
      await handler.evict(metadata.name, namespace);
      return true;
    });
  }
}

async function readyPod(api: KubernetesApi): Promise<string> {
  return until("a replica that is ready", async () => {
    const pods: KubernetesObject[] = await livingPods(api, namespace);
    return pods.find(({ status }) => isReady(status))?.metadata.name;
  });
}

async function untilAllowed(api: KubernetesApi, disruptions: number): Promise<void> {
  await until(`${disruptions} disruption that is allowed`, async () => {
    const { name } = GATEWAY_PLACE;
    const { status } = await api.get("policy/v1", "PodDisruptionBudget", name, namespace);
    return status?.["disruptionsAllowed"] === disruptions ? true : undefined;
  });
}

function isBudget(error: unknown): boolean {
  assert.ok(error instanceof Refusal);
  assert.equal(error.status, 429);
  assert.match(error.message, /disruption budget/);
  return true;
}
