import assert from "node:assert/strict";
import { drainCommand } from "../../azure/edgeProxyPod";
import type { Plan } from "../../plan/types";
import { EXPLICIT, FRONT_DOOR } from "../support/azureStacks";
import { ONE_CLOUD } from "../support/failover";
import { input, ofType, only, planOf } from "../support/plans";

const NAME = "chatscale-prod-azure-edge";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
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
    assert.equal(prod.outputs["url"], "https://azure.chat.example.com");
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
      ONE_CLOUD,
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
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 9902 }],
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

  it("gets new pods when its settings change, and the old pods keep theirs", async () => {
    const other = await planOf("prod-azure", "ingress.idleTimeout=10m");
    const names = [prod, other].map((plan) => {
      const settings = only(plan, CONFIG_MAP, NAME);
      assert.equal(input(settings, "immutable"), true);
      const name = input(settings, "metadata.name");
      assert.match(String(name), /^edge-proxy-[0-9a-f]{16}$/);
      assert.equal(input(only(plan, DEPLOYMENT, NAME), `${POD}.volumes.0.configMap.name`), name);
      return name;
    });
    assert.notEqual(names[0], names[1]);
  });

  it("carries half of all streams at once, and answers on its plain port", () => {
    const settings = only(prod, CONFIG_MAP, NAME);
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
        ["redirect", false, true],
        ["chats", true, false],
        ["metrics", false, false],
      ],
    );
  });

  it("runs without a certificate too: plain HTTP, and no identity or vault", async () => {
    const dev = await planOf("dev-azure");
    const name = "chatscale-dev-azure-edge";
    const scaler = only(dev, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", name);
    assert.equal(input(scaler, "spec.maxReplicas"), 3);
    const deployment = only(dev, DEPLOYMENT, name);
    assert.deepEqual(
      (input(deployment, `${POD}.volumes`) as { name: string }[]).map((volume) => volume.name),
      ["settings"],
    );
    assert.deepEqual(input(deployment, "spec.template.metadata.labels"), {
      "app.kubernetes.io/name": "edge-proxy",
    });
    assert.deepEqual(input(only(dev, "kubernetes:core/v1:ServiceAccount", name), "metadata"), {
      annotations: {},
      name: "edge-proxy",
      namespace: "edge",
    });
    const ports = input(only(dev, "kubernetes:core/v1:Service", name), "spec.ports");
    assert.deepEqual(ports, [{ name: "http", port: 80, targetPort: 8080 }]);
    const settings = only(dev, CONFIG_MAP, name);
    const files = input(settings, "data") as Record<string, string>;
    assert.deepEqual(Object.keys(files), ["envoy.json"]);
    assert.ok(!files["envoy.json"]?.includes("strict-transport-security"));
    assert.ok(!files["envoy.json"]?.includes("transport_socket"));
    assert.equal(
      dev.resources.filter(({ type }) => type.endsWith("SecretProviderClass")).length,
      0,
    );
  });

  it("stands before every gateway but one behind Front Door, which measures by itself", async () => {
    const plan = await planOf("dev-azure", FRONT_DOOR);
    assert.equal(ofType(plan, DEPLOYMENT).length, 1);
    for (const mode of [EXPLICIT, "ingress.mode=managed"]) {
      assert.equal(ofType(await planOf("dev-azure", mode), DEPLOYMENT).length, 2, mode);
    }
  });

  it("is scraped for its metrics, with a bucket that ends where a chat is slow", async () => {
    const plan = await planOf("prod-azure", "alarms.p95=7s");
    const scraped = input(only(plan, DEPLOYMENT, NAME), "spec.template.metadata.annotations");
    assert.deepEqual(scraped, {
      "prometheus.io/scrape": "true",
      "prometheus.io/path": "/metrics",
      "prometheus.io/port": "9902",
    });
    const data = input(only(plan, CONFIG_MAP, NAME), "data");
    const { "envoy.json": text = "" } = data as Record<string, string>;
    const { stats_config } = JSON.parse(text) as { stats_config: unknown };
    assert.deepEqual(stats_config, {
      histogram_bucket_settings: [
        {
          match: { suffix: "first_byte" },
          buckets: [100, 250, 500, 1000, 2500, 5000, 7000, 10000, 30000, 60000],
        },
      ],
    });
  });
});
