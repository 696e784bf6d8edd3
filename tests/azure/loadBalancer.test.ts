import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { EXPLICIT } from "../support/azureStacks";
import { input, ofType, only, output, planOf } from "../support/plans";

const BALANCER = "azure-native:network:LoadBalancer";
const ADDRESS = "azure-native:network:PublicIPAddress";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
const SERVICE = "kubernetes:core/v1:Service";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

describe("Azure Load Balancer, managed by AKS", () => {
  let dev: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
  });

  it("is asked for by the Service, with the longest idle time-out", () => {
    const service = only(dev, SERVICE, "chatscale-dev-azure-edge");
    assert.equal(input(service, "spec.type"), "LoadBalancer");
    assert.equal(input(service, "spec.externalTrafficPolicy"), "Local");
    const prefix = "service.beta.kubernetes.io/azure";
    assert.deepEqual(input(service, "metadata.annotations"), {
      [`${prefix}-load-balancer-tcp-idle-timeout`]: "30",
      [`${prefix}-pip-name`]: "chatscale-dev-azure",
      [`${prefix}-load-balancer-resource-group`]: "chatscale-dev-azure",
    });
  });

  it("goes before the address that it holds", () => {
    assert.ok(only(dev, CLUSTER).dependsOn.includes(only(dev, ADDRESS).urn));
  });

  it("is an output of the stack, with its address", () => {
    assert.match(output(dev, "loadBalancerId"), /\/loadBalancers\/kubernetes$/);
    assert.match(output(dev, "loadBalancerAddress"), /^\d+\.\d+\.\d+\.\d+$/);
  });
});

describe("Azure Load Balancer, of this program", () => {
  let plain: Plan;
  let secure: Plan;

  before(async () => {
    plain = await planOf("dev-azure", EXPLICIT);
    secure = await planOf("prod-azure", EXPLICIT);
  });

  it("lists every address that a node of the gateway can have, and no other", () => {
    const pools = input(only(plain, BALANCER), "backendAddressPools") as {
      loadBalancerBackendAddresses: { ipAddress: string; virtualNetwork: { id: string } }[];
    }[];
    const addresses = pools[0]?.loadBalancerBackendAddresses ?? [];
    assert.equal(pools.length, 1);
    assert.equal(addresses.length, 251);
    assert.equal(new Set(addresses.map(({ ipAddress }) => ipAddress)).size, 251);
    assert.equal(addresses[0]?.ipAddress, "10.64.64.4");
    assert.equal(addresses.at(-1)?.ipAddress, "10.64.64.254");
    assert.ok(addresses.every(({ virtualNetwork: { id } }) => id.endsWith("/chatscale-dev-azure")));
    const pool = only(plain, "azure-native:containerservice:AgentPool");
    assert.match(String(input(pool, "vnetSubnetID")), /\/subnets\/gateway$/);
    const subnet = only(plain, "azure-native:network:Subnet", "chatscale-dev-azure-gateway");
    assert.equal(input(subnet, "addressPrefix"), "10.64.64.0/24");
  });

  it("asks the edge proxy itself whether a node serves", () => {
    assert.deepEqual(input(only(plain, BALANCER), "probes"), [
      {
        name: "ready",
        protocol: "Http",
        port: 30080,
        requestPath: "/readyz",
        intervalInSeconds: 5,
        probeThreshold: 2,
      },
    ]);
  });

  it("forwards to the node ports, bears silence for 30 minutes and lends nobody its address", () => {
    const balancer = only(secure, BALANCER);
    const rules = input(balancer, "loadBalancingRules") as Record<string, unknown>[];
    assert.deepEqual(
      rules.map((rule) => [rule["frontendPort"], rule["backendPort"]]),
      [
        [80, 30080],
        [443, 30443],
      ],
    );
    const id = output(secure, "loadBalancerId");
    for (const rule of rules) {
      assert.equal(rule["protocol"], "Tcp");
      assert.equal(rule["idleTimeoutInMinutes"], 30);
      assert.equal(rule["enableTcpReset"], true);
      assert.equal(rule["enableFloatingIP"], false);
      assert.equal(rule["disableOutboundSnat"], true);
      assert.deepEqual(rule["probe"], { id: `${id}/probes/ready` });
      assert.deepEqual(rule["backendAddressPool"], { id: `${id}/backendAddressPools/nodes` });
      assert.deepEqual(rule["frontendIPConfiguration"], {
        id: `${id}/frontendIPConfigurations/public`,
      });
    }
    assert.deepEqual(
      (input(only(plain, BALANCER), "loadBalancingRules") as unknown[]).length,
      1,
      "nothing listens on 443 without a certificate",
    );
  });

  it("serves the address of the stack, in all zones", () => {
    const address = only(plain, ADDRESS, "chatscale-dev-azure");
    assert.deepEqual(input(address, "zones"), ["1", "2", "3"]);
    assert.match(
      String(input(only(plain, BALANCER), "frontendIPConfigurations.0.publicIPAddress.id")),
      /\/publicIPAddresses\/chatscale-dev-azure$/,
    );
    assert.match(
      output(plain, "loadBalancerId"),
      /\/providers\/Microsoft.Network\/loadBalancers\/chatscale-dev-azure$/,
    );
  });

  it("leads to the edge proxy, whether it ends TLS or not", () => {
    const ports = (plan: Plan, name: string): unknown[] => {
      const service = only(plan, SERVICE, name);
      assert.equal(input(service, "spec.externalTrafficPolicy"), "Local");
      assert.equal(input(service, "spec.loadBalancerSourceRanges"), undefined);
      const found = input(service, "spec.ports") as { nodePort?: number }[];
      return [input(service, "spec.type"), ...found.map(({ nodePort }) => nodePort)];
    };
    assert.deepEqual(ports(plain, "chatscale-dev-azure-edge"), ["NodePort", 30080]);
    assert.deepEqual(ports(secure, "chatscale-prod-azure-edge"), ["NodePort", 30080, 30443]);
    const gateway = only(plain, SERVICE, "chatscale-dev-azure-gateway");
    assert.equal(input(gateway, "spec.type"), "ClusterIP");
  });

  it("lets its probes through the network policy, whoever else may chat", async () => {
    const plan = await planOf("dev-azure", EXPLICIT, 'ingress.allowedCidrs=["192.0.2.0/24"]');
    const policy = only(plan, POLICY, "chatscale-dev-azure-edge");
    assert.deepEqual(input(policy, "spec.ingress.0.from"), [
      { ipBlock: { cidr: "192.0.2.0/24" } },
      { ipBlock: { cidr: "168.63.129.16/32" } },
    ]);
  });

  it("leaves AKS no Service to make a load balancer for", () => {
    for (const plan of [plain, secure]) {
      const types = ofType(plan, SERVICE).map((service) => input(service, "spec.type"));
      assert.ok(!types.includes("LoadBalancer"));
    }
  });
});
