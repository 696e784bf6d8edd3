import assert from "node:assert/strict";
import { usePulumi } from "../engine/pulumi";
import { StackUnderTest } from "../engine/stack";
import type { KubernetesApi } from "./api";
import { GATEWAY_PLACE, SHORT_REPLIES } from "./chatbotCluster";
import { Cluster } from "./cluster";
import { addNodes } from "./nodes";
import { useClusterPrograms, useKubernetesProvider } from "./programs";
import { deploymentAt, PodHistory, rolledOut } from "./rollout";
import { addDisk } from "./storage";

/** What Pulumi.local.yaml calls its cluster. */
const CONTEXT = "kind-chatscale";
const STACK = "local";
const MODEL_KEY = "a-model-key-that-nobody-may-read-4711";
const MODEL = ["model.backend=openai", "model.url=https://api.example.com/v1"];
const NAMESPACES = [GATEWAY_PLACE.namespace, "chatbot-sessions"];

describe("on the engine, with the real provider and a real control plane, the stack local", () => {
  const pulumi = usePulumi();
  const programs = useClusterPrograms();
  const provider = useKubernetesProvider();

  async function withStack(
    test: (stack: StackUnderTest, api: KubernetesApi) => Promise<void>,
  ): Promise<void> {
    await Cluster.use(programs(), { admissionPlugins: [] }, async (cluster) => {
      await addNodes(cluster.api, { count: 3 });
      await addDisk(cluster.api, "1Gi");
      await StackUnderTest.use(
        pulumi(),
        STACK,
        SHORT_REPLIES,
        (stack) => test(stack, cluster.api),
        { provider: provider(), environment: { KUBECONFIG: cluster.kubeconfig(CONTEXT) } },
      );
    });
  }

  it("comes up, stays as it is, changes in place, and goes without a trace", () =>
    withStack(async (stack, api) => {
      const { outputs } = await stack.up();
      assert.equal(outputs["url"]?.value, "http://localhost:30080");
      await rolledOut(api, GATEWAY_PLACE);
      assert.deepEqual(await stack.preview(), []);
      assert.deepEqual(await stack.refresh(), {});
      assert.deepEqual(await stack.preview(), []);

      await stack.configure(...SHORT_REPLIES, "gateway.image=registry.example.com/chat:2");
      const history = await PodHistory.during(api, GATEWAY_PLACE.namespace, async () => {
        assert.deepEqual((await stack.up()).steps, [
          "update kubernetes:apps/v1:Deployment chatscale-local-gateway",
        ]);
      });
      assert.equal(history.fewestReady, 1);

      await scaleByHand(api, 3);
      assert.deepEqual((await stack.up()).steps, []);
      await stack.refresh();
      assert.deepEqual((await stack.up()).steps, []);
      await rolledOut(api, GATEWAY_PLACE, 3);

      await stack.destroy();
      const left = (await api.list("v1", "Namespace")).map(({ metadata }) => metadata.name);
      assert.deepEqual(
        left.filter((name) => NAMESPACES.includes(name)),
        [],
      );
      await assert.rejects(
        api.get("scheduling.k8s.io/v1", "PriorityClass", "chatbot-gateway"),
        /not found/,
      );
    }));

  it("keeps its secrets out of the state and the output, and gives new ones to new pods", () =>
    withStack(async (stack, api) => {
      stack.secrets["modelApiKey"] = MODEL_KEY;
      await stack.configure(...SHORT_REPLIES, ...MODEL);
      await stack.up();
      const [first] = await secretsOf(api);
      assert.equal(first?.data["model-api-key"], base64(MODEL_KEY));

      stack.secrets["modelApiKey"] = `${MODEL_KEY}-and-another`;
      await stack.configure(...SHORT_REPLIES, ...MODEL);
      const { steps } = await stack.up();
      assert.deepEqual([...new Set(steps)].sort(), [
        "create-replacement kubernetes:core/v1:Secret chatscale-local-gateway-secrets",
        "delete-replaced kubernetes:core/v1:Secret chatscale-local-gateway-secrets",
        "replace kubernetes:core/v1:Secret chatscale-local-gateway-secrets",
        "update kubernetes:apps/v1:Deployment chatscale-local-gateway",
      ]);
      const [second, ...others] = await secretsOf(api);
      assert.deepEqual(others, []);
      assert.equal(second?.data["model-api-key"], base64(`${MODEL_KEY}-and-another`));
      assert.deepEqual(await stack.preview(), []);

      const said = [stack.state(), ...stack.said].join("\n");
      const password = Buffer.from(second.data["session-store-password"] ?? "", "base64");
      for (const secret of [MODEL_KEY, password.toString()]) {
        assert.ok(secret.length > 30);
        assert.equal(said.includes(secret), false);
        assert.equal(said.includes(base64(secret).replace(/=+$/, "").slice(2, -2)), false);
      }
    }));
});

async function scaleByHand(api: KubernetesApi, replicas: number): Promise<void> {
  const deployment = await deploymentAt(api, GATEWAY_PLACE);
  await api.patch(deployment, { spec: { replicas } }, "/scale");
}

async function secretsOf(api: KubernetesApi) {
  const secrets = await api.list("v1", "Secret", GATEWAY_PLACE.namespace);
  return secrets as unknown as { readonly data: Readonly<Record<string, string>> }[];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
