import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { EXPLICIT, WITH_CERTIFICATE } from "../support/azureStacks";
import { input, ofType, only, planOf } from "../support/plans";

const SUBNET = "azure-native:network:Subnet";
const GROUP = "azure-native:network:NetworkSecurityGroup";
const CLUSTER = "azure-native:containerservice:ManagedCluster";

describe("the network on Azure", () => {
  let dev: Plan;
  let prod: Plan;
  let explicit: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
    prod = await planOf("prod-azure");
    explicit = await planOf("dev-azure", EXPLICIT, ...WITH_CERTIFICATE);
  });

  const rules = (plan: Plan, group: string): unknown =>
    input(only(plan, GROUP, `chatscale-dev-azure-${group}`), "securityRules");

  it("has a closed subnet for private endpoints, and one that is delegated to functions", () => {
    const functions = only(dev, SUBNET, "chatscale-dev-azure-functions");
    assert.deepEqual(input(functions, "delegations"), [
      { name: "functions", serviceName: "Microsoft.App/environments" },
    ]);
    const endpoints = only(dev, SUBNET, "chatscale-dev-azure-private-endpoints");
    assert.equal(input(endpoints, "privateEndpointNetworkPolicies"), "Enabled");
    assert.deepEqual(rules(dev, "private"), []);
    for (const subnet of [functions, endpoints]) {
      assert.match(
        String(input(subnet, "networkSecurityGroup.id")),
        /\/chatscale-dev-azure-private$/,
      );
    }
  });

  it("changes one subnet at a time, as Azure wants", () => {
    const subnets = ofType(explicit, SUBNET);
    const first = subnets.filter(
      ({ dependsOn }) => !subnets.some(({ urn }) => dependsOn.includes(urn)),
    );
    assert.equal(subnets.length, 4);
    assert.equal(first.length, 1);
  });

  it("opens to clients what is served and nothing else", () => {
    assert.deepEqual(rules(dev, "nodes"), [
      {
        name: "chats",
        priority: 100,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        sourceAddressPrefix: "0.0.0.0/0",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRanges: ["80"],
      },
    ]);
    const served = input(
      only(prod, GROUP, "chatscale-prod-azure-nodes"),
      "securityRules.0.destinationPortRanges",
    );
    assert.deepEqual(served, ["80", "443"]);
  });

  it("opens the node ports of the gateway's subnet in explicit mode, and no other subnet", () => {
    const opened = rules(explicit, "nodes") as Record<string, unknown>[];
    assert.deepEqual(
      opened.map((rule) => [rule["sourceAddressPrefix"], rule["destinationPortRanges"]]),
      [
        ["0.0.0.0/0", ["30080", "30443"]],
        ["AzureLoadBalancer", ["30080"]],
      ],
    );
    const groups = ofType(explicit, SUBNET).map((subnet) => [
      input(subnet, "subnetName"),
      String(input(subnet, "networkSecurityGroup.id")).split("-").at(-1),
    ]);
    assert.deepEqual(groups.sort(), [
      ["functions", "private"],
      ["gateway", "nodes"],
      ["nodes", "private"],
      ["private-endpoints", "private"],
    ]);
  });

  it("takes ranges of clients as a list", async () => {
    const plan = await planOf(
      "dev-azure",
      'ingress.allowedCidrs=["192.0.2.0/24","198.51.100.0/24"]',
    );
    const [rule] = rules(plan, "nodes") as Record<string, unknown>[];
    assert.deepEqual(rule?.["sourceAddressPrefixes"], ["192.0.2.0/24", "198.51.100.0/24"]);
    assert.equal(rule["sourceAddressPrefix"], undefined);
  });

  it("leaves by a NAT gateway in prod, and wherever a balancer of ours lists the nodes", () => {
    assert.equal(ofType(dev, "azure-native:network:NatGateway").length, 0);
    for (const plan of [prod, explicit]) {
      const gateway = only(plan, "azure-native:network:NatGateway");
      assert.equal(
        input(only(plan, CLUSTER), "networkProfile.outboundType"),
        "userAssignedNATGateway",
      );
      for (const subnet of ofType(plan, SUBNET)) {
        assert.ok(subnet.dependsOn.includes(gateway.urn), subnet.urn);
      }
    }
  });
});
