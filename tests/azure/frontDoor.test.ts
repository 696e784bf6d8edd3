import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { FRONT_DOOR, NO_CERTIFICATE } from "../support/azureStacks";
import { ONE_CLOUD } from "../support/failover";
import { input, ofType, only, output, planOf } from "../support/plans";

const CDN = "azure-native:cdn:";
const ZONE =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/names/providers/Microsoft.Network/dnsZones/example.com";

describe("Azure Front Door", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev-azure", FRONT_DOOR);
    prod = await planOf(
      "prod-azure",
      FRONT_DOOR,
      NO_CERTIFICATE,
      `ingress.dnsZoneId=${ZONE}`,
      "ingress.hostname=chat.example.com",
      'ingress.allowedCidrs=["198.51.100.0/24"]',
      ONE_CLOUD,
    );
  });

  it("is all that the Internet reaches: the balancer is within the network", () => {
    for (const plan of [dev, prod]) {
      const service = only(plan, "kubernetes:core/v1:Service");
      const annotations = input(service, "metadata.annotations") as Record<string, string>;
      const prefix = "service.beta.kubernetes.io/azure";
      assert.deepEqual(annotations, {
        [`${prefix}-load-balancer-tcp-idle-timeout`]: "30",
        [`${prefix}-load-balancer-internal`]: "true",
        [`${prefix}-pls-create`]: "true",
        [`${prefix}-pls-name`]: plan === dev ? "chatscale-dev-azure" : "chatscale-prod-azure",
        [`${prefix}-pls-ip-configuration-subnet`]: "private-link",
      });
      for (const group of ofType(plan, "azure-native:network:NetworkSecurityGroup")) {
        assert.deepEqual(input(group, "securityRules"), []);
      }
      const addresses = ofType(plan, "azure-native:network:PublicIPAddress");
      assert.ok(addresses.every(({ name }) => name.endsWith("-egress")));
    }
  });

  it("reaches the balancer over Private Link, whose subnet is the gateway's only client", () => {
    const origin = only(dev, `${CDN}AFDOrigin`);
    assert.deepEqual(input(origin, "sharedPrivateLinkResource"), {
      privateLink: {
        id:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/" +
          "chatscale-dev-azure_nodes/providers/Microsoft.Network/privateLinkServices/chatscale-dev-azure",
      },
      privateLinkLocation: "eastus",
      requestMessage: "Front Door of chatscale-dev-azure",
    });
    const service = only(dev, "kubernetes:core/v1:Service");
    assert.ok(origin.dependsOn.includes(service.urn), "the link exists once the Service does");
    const subnet = only(dev, "azure-native:network:Subnet", "chatscale-dev-azure-private-link");
    assert.equal(input(subnet, "privateLinkServiceNetworkPolicies"), "Disabled");
    const range = input(subnet, "addressPrefix");
    assert.deepEqual(input(service, "spec.loadBalancerSourceRanges"), [range]);
    const policy = only(
      dev,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "chatscale-dev-azure-gateway",
    );
    assert.deepEqual(input(policy, "spec.ingress.0.from"), [{ ipBlock: { cidr: range } }]);
  });

  it("keeps the link's subnet until the cluster is gone", () => {
    const subnet = only(dev, "azure-native:network:Subnet", "chatscale-dev-azure-private-link");
    const cluster = only(dev, "azure-native:containerservice:ManagedCluster");
    assert.ok(
      cluster.dependsOn.some(
        (urn) => urn === subnet.urn || urn.endsWith("Network::chatscale-dev-azure"),
      ),
    );
  });

  it("waits as long as it can, holds nothing back, and asks for HTTPS", () => {
    assert.equal(input(only(dev, `${CDN}Profile`), "originResponseTimeoutSeconds"), 240);
    assert.equal(input(only(dev, `${CDN}Profile`), "sku.name"), "Premium_AzureFrontDoor");
    const route = only(dev, `${CDN}Route`);
    assert.equal(input(route, "cacheConfiguration"), undefined);
    assert.equal(input(route, "httpsRedirect"), "Enabled");
    assert.equal(input(route, "forwardingProtocol"), "HttpOnly");
    assert.ok(route.dependsOn.includes(only(dev, `${CDN}AFDOrigin`).urn));
  });

  it("serves its own name without a host name, and only the host name with one", () => {
    assert.match(
      output(dev, "url"),
      /^https:\/\/chatscale-dev-azure-[a-z0-9]+\.z01\.azurefd\.net$/,
    );
    assert.equal(output(dev, "url"), `https://${output(dev, "loadBalancerAddress")}`);
    assert.equal(output(prod, "url"), "https://chat.example.com");
    assert.match(
      output(prod, "loadBalancerId"),
      /\/Microsoft.Cdn\/profiles\/chatscale-prod-azure$/,
    );
    assert.equal(ofType(dev, `${CDN}AFDCustomDomain`).length, 0);
    assert.deepEqual(
      [dev, prod].map((plan) => input(only(plan, `${CDN}Route`), "linkToDefaultDomain")),
      ["Enabled", "Disabled"],
    );
    const domain = only(prod, `${CDN}AFDCustomDomain`);
    assert.deepEqual(input(domain, "tlsSettings"), {
      certificateType: "ManagedCertificate",
      minimumTlsVersion: "TLS12",
    });
  });

  it("keeps the records of the host name where it is given the zone", () => {
    const record = (name: string) =>
      only(prod, "azure-native:dns:RecordSet", `chatscale-prod-azure-${name}`);
    const proof = record("validation");
    assert.equal(input(proof, "relativeRecordSetName"), "_dnsauth.chat");
    assert.equal(input(proof, "recordType"), "TXT");
    assert.equal(input(proof, "resourceGroupName"), "names");
    const alias = record("hostname");
    assert.equal(input(alias, "relativeRecordSetName"), "chat");
    assert.equal(input(alias, "cnameRecord.cname"), output(prod, "loadBalancerAddress"));
  });

  it("has a firewall before every name, which reads no chats", () => {
    const policy = only(prod, "azure-native:frontdoor:Policy");
    assert.equal(input(policy, "policySettings.mode"), "Prevention");
    assert.equal(input(policy, "policySettings.requestBodyCheck"), "Disabled");
    const guard = only(prod, `${CDN}SecurityPolicy`);
    assert.equal((input(guard, "parameters.associations.0.domains") as unknown[]).length, 2);
    const rules = (plan: Plan): unknown[] =>
      (
        input(only(plan, "azure-native:frontdoor:Policy"), "customRules.rules") as {
          name: string;
          matchConditions: { matchValue: string[] }[];
        }[]
      ).map(({ name, matchConditions }) => [name, matchConditions[0]?.matchValue]);
    assert.deepEqual(rules(dev), [["rate", ["192.0.2.0/24"]]]);
    assert.deepEqual(rules(prod)[0], ["strangers", ["198.51.100.0/24"]]);
  });

  it("leaves no edge proxy to run", () => {
    assert.ok(prod.resources.every(({ type }) => type !== "chatbot:azure:EdgeProxy"));
  });
});
