import assert from "node:assert/strict";
import { createAutoscaler } from "../../../shared/kubernetes/autoscaling";
import type { ScalingPolicy } from "../../../shared/scaling";
import { planOfChatbot, workloadOf } from "../../support/chatbot";
import { input, only, planOfProgram } from "../../support/plans";

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

  it("counts chats only where the policy has a number of them", async () => {
    const metrics = async (more: Partial<ScalingPolicy>): Promise<unknown[]> => {
      const plan = await planOfProgram(() => {
        const policy = { ...workloadOf().gateway.scaling, ...more };
        createAutoscaler("p-s", policy, {});
      });
      return (input(only(plan, HPA), "spec.metrics") as unknown[]).slice(2);
    };
    assert.deepEqual(await metrics({}), []);
    assert.deepEqual(await metrics({ chatsPerReplica: 70 }), [
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
