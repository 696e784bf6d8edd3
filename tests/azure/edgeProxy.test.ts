import assert from "node:assert/strict";
import { drainCommand } from "../../azure/edgeProxyPod";
import type { Plan } from "../../plan/types";
import { WITH_CERTIFICATE } from "../support/azureStacks";
import { input, only, planOf } from "../support/plans";

const NAME = "chatscale-prod-azure-edge";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const POD = "spec.template.spec";

describe("the edge proxy", () => {
  let prod: Plan;

  before(async () => {
    prod = await planOf("prod-azure");
  });

  it("ends TLS, and hides the gateway behind it", () => {
    const gateway = only(prod, "kubernetes:core/v1:Service", "chatscale-prod-azure-gateway");
    assert.equal(input(gateway, "spec.type"), "ClusterIP");
    const edge = only(prod, "kubernetes:core/v1:Service", NAME);
    assert.equal(input(edge, "spec.type"), "LoadBalancer");
    assert.equal(input(edge, "spec.externalTrafficPolicy"), "Local");
    assert.equal(prod.outputs["url"], "https://chat.example.com");
  });

  it("is told apart from other pods by its identity, which reads one vault", () => {
    const role = only(
      prod,
      "azure-native:authorization:RoleAssignment",
      "chatscale-prod-azure-edge-certificate",
    );
    assert.match(String(input(role, "scope")), /\/vaults\/example$/);
    const credential = only(prod, "azure-native:managedidentity:FederatedIdentityCredential", NAME);
    assert.equal(input(credential, "subject"), "system:serviceaccount:edge:edge-proxy");
  });

  it("takes chats from clients, and reaches the DNS and the gateway only", async () => {
    const plan = await planOf(
      "prod-azure",
      'ingress.allowedCidrs=["192.0.2.0/24"]',
      "gateway.port=9000",
    );
    const closed = only(plan, POLICY, `${NAME}-deny-all`);
    assert.deepEqual(input(closed, "spec"), {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const policy = only(plan, POLICY, NAME);
    assert.deepEqual(input(policy, "spec.ingress"), [
      {
        from: [{ ipBlock: { cidr: "192.0.2.0/24" } }],
        ports: [
          { protocol: "TCP", port: 8080 },
          { protocol: "TCP", port: 8443 },
        ],
      },
    ]);
    const egress = input(policy, "spec.egress") as { ports: unknown; to: object[] }[];
    assert.deepEqual(
      egress.map(({ ports }) => ports),
      [
        [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
        [{ protocol: "TCP", port: 9000 }],
      ],
    );
    assert.ok(egress.every(({ to }) => to.length === 1 && !("ipBlock" in (to[0] ?? {}))));
  });

  it("scales by CPU between bounds that fit the largest scale, and fixes no number", () => {
    const scaler = only(prod, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", NAME);
    assert.deepEqual(
      [input(scaler, "spec.minReplicas"), input(scaler, "spec.maxReplicas")],
      [3, 15],
    );
    const deployment = only(prod, DEPLOYMENT, NAME);
    assert.equal(input(deployment, "spec.replicas"), undefined);
    assert.deepEqual(input(deployment, `${POD}.containers.0.resources`), {
      requests: { cpu: "500m", memory: "384Mi" },
      limits: { memory: "384Mi" },
    });
  });

  it("is never pushed out by the gateway, and is spread over zones and hosts", () => {
    const gateway = only(
      prod,
      "kubernetes:scheduling.k8s.io/v1:PriorityClass",
      "chatscale-prod-azure-priority",
    );
    const edge = only(prod, "kubernetes:scheduling.k8s.io/v1:PriorityClass", NAME);
    assert.ok(Number(input(edge, "value")) > Number(input(gateway, "value")));
    const deployment = only(prod, DEPLOYMENT, NAME);
    assert.equal(input(deployment, `${POD}.priorityClassName`), "edge-proxy");
    const spread = input(deployment, `${POD}.topologySpreadConstraints`) as {
      topologyKey: string;
    }[];
    assert.deepEqual(
      spread.map(({ topologyKey }) => topologyKey),
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
    );
  });

  it("drains before it is stopped: it fails its health check and waits", () => {
    const deployment = only(prod, DEPLOYMENT, NAME);
    const [shell, flag, command] = input(
      deployment,
      `${POD}.containers.0.lifecycle.preStop.exec.command`,
    ) as string[];
    assert.deepEqual([shell, flag, command], ["bash", "-c", drainCommand(130)]);
    assert.match(drainCommand(130), /POST \/healthcheck\/fail HTTP\/1\.1.*; sleep 130$/);
    assert.equal(input(deployment, `${POD}.terminationGracePeriodSeconds`), 135);
  });

  it("gets new pods when its settings change", async () => {
    const annotation = `spec.template.metadata.annotations`;
    const other = await planOf("prod-azure", "ingress.idleTimeout=10m");
    assert.notDeepEqual(
      input(only(other, DEPLOYMENT, NAME), annotation),
      input(only(prod, DEPLOYMENT, NAME), annotation),
    );
  });

  it("carries half of all streams at once, and answers on its plain port", () => {
    const settings = only(prod, "kubernetes:core/v1:ConfigMap", NAME);
    const envoy = JSON.parse(
      String((input(settings, "data") as Record<string, string>)["envoy.json"]),
    ) as {
      static_resources: {
        listeners: { name: string; filter_chains: object[] }[];
        clusters: { circuit_breakers: { thresholds: object[] } }[];
      };
    };
    const { listeners, clusters } = envoy.static_resources;
    assert.deepEqual(clusters[0]?.circuit_breakers.thresholds, [
      { max_connections: 3000, max_pending_requests: 3000, max_requests: 3000 },
    ]);
    assert.deepEqual(
      listeners.map(({ name, filter_chains: [chain] }) => [
        name,
        "transport_socket" in (chain ?? {}),
        JSON.stringify(chain).includes('"exact":"/readyz"'),
      ]),
      [
        ["http", false, true],
        ["https", true, false],
      ],
    );
  });

  it("runs in dev too, where there is a certificate", async () => {
    const dev = await planOf("dev-azure", ...WITH_CERTIFICATE);
    const scaler = only(
      dev,
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      "chatscale-dev-azure-edge",
    );
    assert.equal(input(scaler, "spec.maxReplicas"), 3);
  });
});
