import assert from "node:assert/strict";
import { planOfChatbot } from "../../support/chatbot";
import { input, only } from "../../support/plans";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

describe("the gateway's autoscaler", () => {
  it("scales the Deployment that there is, within the config's bounds", async () => {
    const plan = await planOfChatbot({ config: { gateway: { minReplicas: 2, maxReplicas: 9 } } });
    const hpa = only(plan, HPA);
    const deployment = only(plan, "kubernetes:apps/v1:Deployment");
    assert.deepEqual(input(hpa, "spec.scaleTargetRef"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: input(deployment, "metadata.name"),
    });
    assert.equal(input(hpa, "metadata.namespace"), input(deployment, "metadata.namespace"));
    assert.equal(input(hpa, "spec.minReplicas"), 2);
    assert.equal(input(hpa, "spec.maxReplicas"), 9);
    assert.ok(hpa.dependsOn.includes(deployment.urn));
  });

  it("counts chats only where the cluster measures pods", async () => {
    const config = { gateway: { chatsTarget: 70 } };
    const names = async (podMetrics: boolean): Promise<unknown[]> => {
      const hpa = only(await planOfChatbot({ config, target: { podMetrics } }), HPA);
      return (input(hpa, "spec.metrics") as { type: string }[]).slice(2);
    };
    assert.deepEqual(await names(false), []);
    assert.deepEqual(await names(true), [
      {
        type: "Pods",
        pods: {
          metric: { name: "chatbot_chats" },
          target: { type: "AverageValue", averageValue: "70" },
        },
      },
    ]);
  });

  it("takes replicas away slowly: after ten minutes, the smaller of two steps", async () => {
    assert.deepEqual(input(only(await planOfChatbot(), HPA), "spec.behavior.scaleDown"), {
      stabilizationWindowSeconds: 600,
      selectPolicy: "Min",
      policies: [
        { type: "Percent", value: 10, periodSeconds: 60 },
        { type: "Pods", value: 2, periodSeconds: 60 },
      ],
    });
  });
});

describe("the gateway's disruption budget", () => {
  it("covers the pods of the Deployment, one at a time", async () => {
    const plan = await planOfChatbot();
    const budget = only(plan, "kubernetes:policy/v1:PodDisruptionBudget");
    const deployment = only(plan, "kubernetes:apps/v1:Deployment");
    assert.deepEqual(input(budget, "spec"), {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: input(deployment, "spec.selector"),
    });
  });
});
