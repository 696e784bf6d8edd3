import assert from "node:assert/strict";
import type { JsonObject } from "../../../plan/types";
import { RESTRICTED_CONTAINER, restrictedPod } from "../../../shared/kubernetes/podDefaults";
import { GATEWAY_PLACE, useChatbotCluster } from "./chatbotCluster";
import { Refusal } from "./api";

const { namespace } = GATEWAY_PLACE;

describe("on a real control plane, the namespace", () => {
  const chatbot = useChatbotCluster("dev", ["gateway.maxReplicas=2"], { count: 2 });

  const breaches: Readonly<Record<string, JsonObject>> = {
    "a privileged container": container({ privileged: true, allowPrivilegeEscalation: true }),
    "a container that may gain privileges": container({ allowPrivilegeEscalation: true }),
    "a container that keeps its capabilities": container({ capabilities: {} }),
    "a pod that runs as root": { securityContext: { ...restricted(), runAsUser: 0 } },
    "a pod without a seccomp profile": { securityContext: { runAsNonRoot: true } },
    "a pod on the node's network": { hostNetwork: true },
    "a volume of the node's": { volumes: [{ name: "host", hostPath: { path: "/" } }] },
  };
  for (const [breach, spec] of Object.entries(breaches)) {
    it(`refuses ${breach}`, async () => {
      const { api } = chatbot().cluster;
      await assert.rejects(api.create(pod("breach", spec)), refusal(/violates PodSecurity/));
    });
  }

  it("gives a container without requests and limits those of its LimitRange", async () => {
    const { api } = chatbot().cluster;
    const created = await api.create(pod("without-limits", {}));
    const [only] = created.spec?.["containers"] as unknown as [{ resources: unknown }];
    assert.deepEqual(only.resources, {
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { memory: "128Mi" },
    });
    await api.delete("v1", "Pod", "without-limits", namespace);
  });

  it("refuses pods and Services beyond its quota", async () => {
    const { api } = chatbot().cluster;
    const large = container({}, { requests: { memory: "64Gi" }, limits: { memory: "64Gi" } });
    const beyond = refusal(/exceeded quota: chatbot, requested: .*memory=64Gi/);
    await assert.rejects(api.create(pod("large", large)), beyond);
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "second", namespace },
      spec: { ports: [{ port: 80 }] },
    };
    await assert.rejects(
      api.create(service),
      refusal(/exceeded quota: chatbot, requested: services=1, used: services=1/),
    );
  });
});

function refusal(message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.status, 403);
    assert.match(error.message, message);
    return true;
  };
}

function restricted(): JsonObject {
  return restrictedPod(1000) as JsonObject;
}

/** A pod that `restricted` lets in, but for what is named. */
function pod(name: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: { securityContext: restricted(), ...container({}), ...spec },
  };
}

function container(securityContext: JsonObject, resources: JsonObject = {}): JsonObject {
  const context = { ...(RESTRICTED_CONTAINER as JsonObject), ...securityContext };
  return {
    containers: [
      { name: "main", image: "registry.example.com/chat:1", securityContext: context, resources },
    ],
  };
}
