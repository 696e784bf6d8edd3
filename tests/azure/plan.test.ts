import assert from "node:assert/strict";
import { kubeloginKubeconfig } from "../../azure/kubeconfig";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const POOL = "azure-native:containerservice:AgentPool";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
const SERVICE = "kubernetes:core/v1:Service";

describe("plan on Azure with AKS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
    prod = await planOf("prod-azure");
  });

  it("signs everybody in through Entra, and keeps no local account", () => {
    for (const plan of [dev, prod]) {
      const cluster = only(plan, CLUSTER);
      assert.equal(input(cluster, "disableLocalAccounts"), true);
      assert.equal(input(cluster, "enableRBAC"), true);
      assert.deepEqual(input(cluster, "aadProfile"), {
        managed: true,
        enableAzureRBAC: true,
        adminGroupObjectIDs: [],
      });
      assert.deepEqual(input(cluster, "oidcIssuerProfile"), { enabled: true });
      assert.deepEqual(input(cluster, "securityProfile.workloadIdentity"), { enabled: true });
    }
  });

  it("leaves the API server without ranges only where all are allowed", () => {
    assert.equal(input(only(dev, CLUSTER), "apiServerAccessProfile"), undefined);
    const ranges = input(
      only(prod, CLUSTER),
      "apiServerAccessProfile.authorizedIPRanges",
    ) as string[];
    assert.equal(ranges[0], "203.0.113.0/24");
    assert.equal(ranges.length, 2);
    assert.match(ranges[1] ?? "", /^[\d.]+\/32$/, "the nodes' own way out");
  });

  it("uses overlay addresses, Cilium, and a DNS address inside the Services' range", () => {
    assert.deepEqual(input(only(dev, CLUSTER), "networkProfile"), {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      podCidr: "10.244.0.0/16",
      serviceCidr: "172.20.0.0/16",
      dnsServiceIP: "172.20.0.10",
      loadBalancerSku: "standard",
      outboundType: "loadBalancer",
    });
    assert.equal(
      input(only(prod, CLUSTER), "networkProfile.outboundType"),
      "userAssignedNATGateway",
    );
  });

  it("grants the cluster's identity its network before the cluster is made", () => {
    const cluster = only(dev, CLUSTER);
    const role = only(
      dev,
      "azure-native:authorization:RoleAssignment",
      "chatscale-dev-azure-cluster-network",
    );
    assert.ok(cluster.dependsOn.includes(role.urn));
    assert.equal(input(role, "principalType"), "ServicePrincipal");
  });

  it("lets a person deploy, or a pipeline that says so", async () => {
    const type = (plan: Plan): unknown =>
      input(
        only(plan, "azure-native:authorization:RoleAssignment", "chatscale-dev-azure-deployer"),
        "principalType",
      );
    const pipeline = await planOf("dev-azure", "kubernetesApi.deployerType=ServicePrincipal");
    assert.deepEqual([type(dev), type(pipeline)], ["User", "ServicePrincipal"]);
  });

  it("destroys the cluster before the address that its load balancer holds", () => {
    const address = only(dev, "azure-native:network:PublicIPAddress");
    assert.ok(only(dev, CLUSTER).dependsOn.includes(address.urn));
  });

  it("leaves every node count to the autoscaler, and nothing else", () => {
    const cluster = only(prod, CLUSTER);
    assert.deepEqual(cluster.ignoreChanges, ["agentPoolProfiles[0].count"]);
    const pools = ofType(prod, POOL);
    assert.equal(pools.length, 2);
    for (const pool of pools) {
      assert.deepEqual(pool.ignoreChanges, ["count"]);
      assert.equal(input(pool, "enableAutoScaling"), true);
      assert.match(String(input(pool, "agentPoolName")), /^[a-z][a-z0-9]{0,11}$/);
    }
    assert.equal(ofType(dev, POOL).length, 1, "no spot pool in dev");
  });

  it("keeps the system pool for add-ons, and lets the gateway onto spot nodes", () => {
    const taints = input(only(prod, CLUSTER), "agentPoolProfiles.0.nodeTaints");
    assert.deepEqual(taints, ["CriticalAddonsOnly=true:NoSchedule"]);
    const spot = only(prod, POOL, "chatscale-prod-azure-spot");
    assert.equal(input(spot, "scaleSetPriority"), "Spot");
    assert.equal(input(spot, "minCount"), 0);
    const gateway = only(prod, "kubernetes:apps/v1:Deployment", "chatscale-prod-azure-gateway");
    assert.deepEqual(input(gateway, "spec.template.spec.tolerations"), [
      {
        key: "kubernetes.azure.com/scalesetpriority",
        value: "spot",
        effect: "NoSchedule",
        operator: "Equal",
      },
    ]);
  });

  it("names a pool by what cannot be changed in it", async () => {
    const name = (plan: Plan): unknown => input(only(plan, POOL), "agentPoolName");
    const larger = await planOf("dev-azure", "nodes.vmSize=Standard_D4ps_v6");
    const more = await planOf("dev-azure", "nodes.max=5");
    assert.notEqual(name(larger), name(dev));
    assert.equal(name(more), name(dev));
  });

  it("lets the Service in dev ask for the address, with the longest idle time-out", () => {
    const service = only(dev, SERVICE);
    assert.equal(input(service, "spec.type"), "LoadBalancer");
    assert.equal(input(service, "spec.externalTrafficPolicy"), "Local");
    const annotations = input(service, "metadata.annotations") as Record<string, string>;
    const prefix = "service.beta.kubernetes.io/azure";
    assert.equal(annotations[`${prefix}-load-balancer-tcp-idle-timeout`], "30");
    assert.equal(annotations[`${prefix}-pip-name`], "chatscale-dev-azure");
    assert.equal(annotations[`${prefix}-load-balancer-resource-group`], "chatscale-dev-azure");
  });

  it("ends TLS in an edge proxy in prod, and hides the gateway behind it", () => {
    assert.equal(
      input(only(prod, SERVICE, "chatscale-prod-azure-gateway"), "spec.type"),
      "ClusterIP",
    );
    const edge = only(prod, SERVICE, "chatscale-prod-azure-edge");
    assert.equal(input(edge, "spec.type"), "LoadBalancer");
    const settings = only(prod, "kubernetes:core/v1:ConfigMap", "chatscale-prod-azure-edge");
    const envoy = String((input(settings, "data") as Record<string, string>)["envoy.json"]);
    const { static_resources: parts } = JSON.parse(envoy) as {
      static_resources: { listeners: { name: string; filter_chains: object[] }[] };
    };
    assert.deepEqual(
      parts.listeners.map(({ name, filter_chains: [chain] }) => [
        name,
        "transport_socket" in (chain ?? {}),
      ]),
      [
        ["http", false],
        ["https", true],
      ],
    );
    assert.match(envoy, /"tls_minimum_protocol_version":"TLSv1_2"/);
    assert.match(envoy, /"timeout":"0s"/);
    assert.equal(prod.outputs["url"], "https://chat.example.com");
  });

  it("marks the kubeconfig as secret, and never writes it out", () => {
    assert.equal(dev.outputs["kubeconfig"], "[secret]");
    assert.equal(input(only(dev, "pulumi:providers:kubernetes"), "kubeconfig"), "[secret]");
  });

  it("protects in prod what holds an address or the cluster", () => {
    const names = prod.resources
      .filter(({ protect }) => protect)
      .map(({ type }) => type.split(":").at(-1));
    assert.deepEqual(names.sort(), [
      "ManagedCluster",
      "PublicIPAddress",
      "RedisEnterprise",
      "Registry",
      "ResourceGroup",
    ]);
    assert.deepEqual(
      dev.resources.filter(({ protect }) => protect),
      [],
    );
  });
});

describe("kubeloginKubeconfig", () => {
  it("keeps the cluster and replaces the sign-in", () => {
    const given = "clusters: [{name: c}]\nusers: [{name: u, user: {exec: {command: other}}}]\n";
    const { clusters, users } = JSON.parse(kubeloginKubeconfig(given)) as {
      clusters: unknown;
      users: { name: string; user: { exec: { command: string; args: string[] } } }[];
    };
    assert.deepEqual(clusters, [{ name: "c" }]);
    assert.equal(users[0]?.user.exec.command, "kubelogin");
    assert.ok(users[0].user.exec.args.includes("azurecli"));
  });

  it("refuses what is no kubeconfig", () => {
    assert.throws(() => kubeloginKubeconfig(""), /AKS returned no kubeconfig/);
  });
});
