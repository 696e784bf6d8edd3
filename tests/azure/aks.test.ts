import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { PRIVATE_API } from "../support/azureStacks";
import { input, ofType, only, planOf } from "../support/plans";

const CLUSTER = "azure-native:containerservice:ManagedCluster";
const ROLE = "azure-native:authorization:RoleAssignment";

describe("the AKS cluster", () => {
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

  it("hides a private API server from the Internet, and gives it no ranges", async () => {
    const plan = await planOf("prod-azure", ...PRIVATE_API);
    assert.deepEqual(input(only(plan, CLUSTER), "apiServerAccessProfile"), {
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: false,
      privateDNSZone: "system",
    });
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

  it("scales nodes as Cluster Autoscaler does by default, and waits for long streams", () => {
    assert.deepEqual(input(only(prod, CLUSTER), "autoScalerProfile"), {
      scanInterval: "10s",
      scaleDownUnneededTime: "10m",
      scaleDownDelayAfterAdd: "10m",
      scaleDownUtilizationThreshold: "0.5",
      maxNodeProvisionTime: "15m",
      maxGracefulTerminationSec: "600",
      expander: "least-waste",
      balanceSimilarNodeGroups: "true",
      skipNodesWithLocalStorage: "false",
    });
  });

  it("grants the cluster's identity its network before the cluster is made", () => {
    const cluster = only(dev, CLUSTER);
    const role = only(dev, ROLE, "chatscale-dev-azure-cluster-network");
    assert.ok(cluster.dependsOn.includes(role.urn));
    assert.equal(input(role, "principalType"), "ServicePrincipal");
    assert.match(String(input(role, "scope")), /\/resourceGroups\/chatscale-dev-azure$/);
    assert.equal(
      input(role, "roleDefinitionId"),
      "/subscriptions/00000000-0000-0000-0000-000000000000/providers/" +
        "Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
    );
  });

  it("lets a person deploy, or a pipeline that says so", async () => {
    const type = (plan: Plan): unknown =>
      input(only(plan, ROLE, "chatscale-dev-azure-deployer"), "principalType");
    const pipeline = await planOf("dev-azure", "kubernetesApi.deployerType=ServicePrincipal");
    assert.deepEqual([type(dev), type(pipeline)], ["User", "ServicePrincipal"]);
  });

  it("gives the deployer's rights to whom the config names, whoever plans", async () => {
    const id = "00000000-0000-4000-8000-000000004711";
    const named = await planOf("dev-azure", `kubernetesApi.deployerId="${id}"`);
    const rights = (plan: Plan): string[] =>
      ofType(plan, ROLE)
        .filter((role) => input(role, "principalId") === id)
        .map(({ name }) => name.replace("chatscale-dev-azure-", ""))
        .sort();
    assert.deepEqual(rights(named), ["deployer", "metrics", "push"]);
    assert.deepEqual(rights(dev), []);
  });

  it("upgrades in two nights, six hours each", () => {
    const windows = ofType(prod, "azure-native:containerservice:MaintenanceConfiguration");
    const nights = windows.map((window) => [
      input(window, "configName"),
      input(window, "maintenanceWindow.schedule.weekly.dayOfWeek"),
      input(window, "maintenanceWindow.durationHours"),
    ]);
    assert.deepEqual(nights.sort(), [
      ["aksManagedAutoUpgradeSchedule", "Saturday", 6],
      ["aksManagedNodeOSUpgradeSchedule", "Sunday", 6],
    ]);
  });

  it("marks the kubeconfig as secret, and never writes it out", () => {
    assert.equal(dev.outputs["kubeconfig"], "[secret]");
    assert.equal(input(only(dev, "pulumi:providers:kubernetes"), "kubeconfig"), "[secret]");
  });
});
