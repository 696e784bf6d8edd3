import assert from "node:assert/strict";
import type { Plan } from "../../../plan/types";
import { planOfChatbot } from "../../support/chatbot";
import { input, only } from "../../support/plans";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const OPENAI = { model: { backend: "openai", url: "https://api.example.com/v1" } };

interface Rule {
  readonly to: readonly Record<string, unknown>[];
  readonly ports: readonly unknown[];
}

const gatewayOf = (plan: Plan) => only(plan, POLICY, "p-s-gateway");
const egressOf = (plan: Plan): Rule[] => input(gatewayOf(plan), "spec.egress") as Rule[];
/** The rules that let pods out of the cluster, by address. */
const outward = (plan: Plan): Rule[] => egressOf(plan).filter(({ to }) => to[0]?.["ipBlock"]);

describe("network policies", () => {
  it("close the whole namespace both ways", async () => {
    const all = only(await planOfChatbot(), POLICY, "p-s-deny-all");
    assert.deepEqual(input(all, "spec"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("let the clients' addresses in, to the gateway's port alone", async () => {
    const clientCidrs = ["10.1.0.0/16", "10.2.0.0/16"];
    const plan = await planOfChatbot({
      config: { gateway: { port: 9000 } },
      target: { exposure: { kind: "nodePort", nodePort: 30080, clientCidrs } },
    });
    assert.deepEqual(input(gatewayOf(plan), "spec.ingress"), [
      {
        from: [{ ipBlock: { cidr: "10.1.0.0/16" } }, { ipBlock: { cidr: "10.2.0.0/16" } }],
        ports: [{ protocol: "TCP", port: 9000 }],
      },
    ]);
  });

  it("let nothing but the proxy in, where there is one", async () => {
    const proxyLabels = { app: "edge" };
    const exposure = { kind: "clusterIp", proxyNamespace: "edge", proxyLabels } as const;
    const plan = await planOfChatbot({ target: { exposure } });
    assert.deepEqual(input(gatewayOf(plan), "spec.ingress.0.from"), [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } },
        podSelector: { matchLabels: { app: "edge" } },
      },
    ]);
  });

  it("let the cluster's collector in to the metrics alone, where there is one", async () => {
    const plan = await planOfChatbot({ target: { scraperNamespace: "kube-system" } });
    assert.deepEqual(input(gatewayOf(plan), "spec.ingress.1"), {
      from: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
      ],
      ports: [{ protocol: "TCP", port: 9090 }],
    });
    const without = input(gatewayOf(await planOfChatbot()), "spec.ingress") as unknown[];
    assert.equal(without.length, 1);
  });

  it("let the gateway ask an issuer for its keys", async () => {
    const oidc = { issuer: "https://login.example.com", audience: "chat" };
    const plan = await planOfChatbot({ config: { gateway: { auth: "oidc", oidc } } });
    assert.deepEqual(
      outward(plan).map(({ ports }) => ports),
      [[{ protocol: "TCP", port: 443 }]],
    );
  });

  it("let names be looked up, and nothing out that the demo does not need", async () => {
    const plan = await planOfChatbot();
    const [dns] = egressOf(plan);
    assert.deepEqual(dns?.ports, [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ]);
    assert.deepEqual(outward(plan), []);
  });

  it("let a real model be called, but never the machine's own credentials", async () => {
    const plan = await planOfChatbot({ config: OPENAI, apiKey: "sk-test" });
    assert.deepEqual(outward(plan), [
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
    ]);
  });

  it("let pods reach the agent that knows who they are", async () => {
    const agent = { cidr: "169.254.170.23/32", port: 80 };
    const podIdentity = { serviceAccountAnnotations: {}, podLabels: {}, agent };
    const plan = await planOfChatbot({ target: { podIdentity } });
    assert.deepEqual(outward(plan), [
      { to: [{ ipBlock: { cidr: agent.cidr } }], ports: [{ protocol: "TCP", port: 80 }] },
    ]);
  });
});
