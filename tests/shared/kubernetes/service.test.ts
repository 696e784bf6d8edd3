import assert from "node:assert/strict";
import type { Exposure } from "../../../shared/platform";
import { planOfChatbot } from "../../support/chatbot";
import { input, only } from "../../support/plans";

async function serviceOf(exposure: Exposure) {
  return only(await planOfChatbot({ target: { exposure } }), "kubernetes:core/v1:Service");
}

describe("the gateway's Service", () => {
  it("has the port on each node that a load balancer of ours forwards to", async () => {
    const clientCidrs = ["10.0.0.0/16"];
    const service = await serviceOf({ kind: "nodePort", nodePort: 31234, clientCidrs });
    const { selector, ...spec } = input(service, "spec") as { selector: unknown };
    assert.deepEqual(spec, {
      type: "NodePort",
      ports: [{ name: "http", port: 80, targetPort: "http", nodePort: 31234 }],
      externalTrafficPolicy: "Local",
    });
    assert.deepEqual(selector, {
      "app.kubernetes.io/name": "gateway",
      "app.kubernetes.io/part-of": "chatbot",
    });
    assert.deepEqual(input(service, "metadata.annotations"), {});
  });

  it("asks for a load balancer that lets the clients in and no others", async () => {
    const service = await serviceOf({
      kind: "loadBalancer",
      annotations: { "example.com/address": "chat" },
      clientCidrs: ["192.0.2.0/24", "198.51.100.0/24"],
    });
    const { selector: _, ...spec } = input(service, "spec") as { selector: unknown };
    assert.deepEqual(spec, {
      type: "LoadBalancer",
      ports: [{ name: "http", port: 80, targetPort: "http" }],
      externalTrafficPolicy: "Local",
      loadBalancerSourceRanges: ["192.0.2.0/24", "198.51.100.0/24"],
    });
    assert.deepEqual(input(service, "metadata.annotations"), { "example.com/address": "chat" });
  });

  it("is reached inside the cluster only, behind a proxy of the cluster", async () => {
    const service = await serviceOf({ kind: "clusterIp", proxyNamespace: "edge", proxyLabels: {} });
    const { selector: _, ...spec } = input(service, "spec") as { selector: unknown };
    assert.deepEqual(spec, {
      type: "ClusterIP",
      ports: [{ name: "http", port: 80, targetPort: "http" }],
    });
  });

  it("leads to a port that the pods have, and selects their labels", async () => {
    const plan = await planOfChatbot();
    const service = only(plan, "kubernetes:core/v1:Service");
    const pod = only(plan, "kubernetes:apps/v1:Deployment");
    const ports = input(pod, "spec.template.spec.containers.0.ports") as { name: string }[];
    assert.ok(ports.some(({ name }) => name === input(service, "spec.ports.0.targetPort")));
    const labels = input(pod, "spec.template.metadata.labels") as Record<string, string>;
    const selector = input(service, "spec.selector") as Record<string, string>;
    for (const [key, value] of Object.entries(selector)) assert.equal(labels[key], value);
    assert.deepEqual(input(pod, "spec.selector.matchLabels"), selector);
  });
});
