import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../shared/config/parse";
import { checkRules } from "../../../shared/config/rules";

type Values = Readonly<Record<string, unknown>>;

const ZONE_ID =
  "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/dnsZones/example.com";
const CERTIFICATE_ARN =
  "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
const FAILOVER = {
  peerStack: "prod-azure",
  role: "primary",
  hostname: "chat.example.com",
  peerHostname: "azure.chat.example.com",
  plannedPeak: 600,
};
const AWS = {
  cloud: "aws",
  gateway: { image: "gateway:1" },
  kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
  ingress: { hostname: "aws.chat.example.com", hostedZoneId: "Z0123456789" },
  failover: { ...FAILOVER, dns: { zone: "example.com" } },
};
const AZURE = {
  cloud: "azure",
  gateway: { image: "gateway:1" },
  kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
  ingress: {
    hostname: "azure.chat.example.com",
    certificate: {
      vaultId: "/subscriptions/0/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
      name: "chat",
    },
  },
  failover: {
    ...FAILOVER,
    peerHostname: "aws.chat.example.com",
    dns: { dnsZoneId: ZONE_ID },
  },
};

/** The problems of a config, as `key: value, rule`. */
function found(values: Values): string[] {
  const texts = Object.entries(values).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { config, problems } = parseConfig(Object.fromEntries(texts));
  const between = config === undefined ? [] : checkRules(config, new Set());
  return [...problems, ...between].map(({ key, value = "", rule }) => `${key}: ${value}, ${rule}`);
}

const aws = (failover: Values, more: Values = {}): string[] =>
  found({ ...AWS, ...more, failover: { ...AWS.failover, ...failover } });

const azure = (failover: Values, more: Values = {}): string[] =>
  found({ ...AZURE, ...more, failover: { ...AZURE.failover, ...failover } });

const CHECKED_FROM_ALL_OVER =
  "must hold 0.0.0.0/0 with failover: the health checks of Route 53 and Traffic Manager come from all over the world";

describe("the config of a pair of clouds", () => {
  it("is taken on each cloud, with the name kept here or by the other side", () => {
    assert.deepEqual(found(AWS), []);
    assert.deepEqual(found(AZURE), []);
    assert.deepEqual(azure({ dns: undefined }), []);
    const given = { hostname: "aws.chat.example.com", certificateArn: CERTIFICATE_ARN };
    assert.deepEqual(aws({ dns: undefined }, { ingress: given }), []);
    const ecs = { runtime: "ecs", kubernetesApi: undefined };
    assert.deepEqual(found(JSON.parse(JSON.stringify({ ...AWS, ...ecs })) as Values), []);
  });

  it("is no key of a cluster that is there already", () => {
    const cluster = { cloud: "kubernetes", kubeContext: "kind", gateway: { image: "gateway:1" } };
    assert.deepEqual(
      found({ ...cluster, failover: FAILOVER }).map((text) => text.split(":")[0]),
      ["failover"],
    );
  });

  it("needs a name of each side, and one of both", () => {
    const unnamed = { allowInsecureHttp: false, certificateArn: CERTIFICATE_ARN };
    assert.ok(
      aws({}, { ingress: unnamed }).includes(
        "ingress.hostname: , is required with failover: the side's own name, which health checks ask",
      ),
    );
    assert.deepEqual(aws({ hostname: "aws.chat.example.com" }), [
      "failover.hostname: aws.chat.example.com, must not be ingress.hostname: that leads to this side alone",
    ]);
    for (const peerHostname of ["aws.chat.example.com", "chat.example.com"]) {
      assert.deepEqual(aws({ peerHostname }), [
        `failover.peerHostname: ${peerHostname}, must be another name than ingress.hostname and failover.hostname`,
      ]);
    }
  });

  it("keeps a name below the zone only", () => {
    for (const hostname of ["example.com", "chat.example.org", "chat.notexample.com"]) {
      assert.deepEqual(aws({ hostname }), [
        `failover.hostname: ${hostname}, must be a name below the zone of failover.dns.zone (example.com)`,
      ]);
      assert.deepEqual(azure({ hostname }), [
        `failover.hostname: ${hostname}, must be a name below the zone of failover.dns.dnsZoneId (example.com)`,
      ]);
    }
  });

  it("has a certificate for both names", () => {
    const plain = { hostname: "aws.chat.example.com" };
    assert.deepEqual(aws({}, { ingress: plain }), [
      "ingress.certificateArn: , is required with failover: a certificate for ingress.hostname and failover.hostname",
    ]);
    assert.deepEqual(aws({ dns: undefined }), [
      "ingress.hostedZoneId: Z0123456789, cannot bring a certificate for ingress.hostname and failover.hostname: the other side keeps the records of failover.hostname",
    ]);
    assert.deepEqual(azure({}, { ingress: { hostname: "azure.chat.example.com" } }), [
      "ingress.certificate: , is required with failover: a certificate for ingress.hostname and failover.hostname",
    ]);
    const ingress = { mode: "frontDoor", hostname: "azure.chat.example.com" };
    assert.deepEqual(azure({}, { ingress }), [
      "ingress.mode: frontDoor, must not stand beside failover: Front Door renews a certificate of its own only while the name leads straight to it",
    ]);
  });

  it("lets health checks in", () => {
    const narrow = { allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"] };
    const rule = `ingress.allowedCidrs: 203.0.113.0/24, 198.51.100.0/24, ${CHECKED_FROM_ALL_OVER}`;
    assert.deepEqual(aws({}, { ingress: { ...AWS.ingress, ...narrow } }), [rule]);
    assert.deepEqual(azure({}, { ingress: { ...AZURE.ingress, ...narrow } }), [rule]);
    const half = { allowedCidrs: ["128.0.0.0/1"] };
    assert.deepEqual(aws({}, { ingress: { ...AWS.ingress, ...half } }), [
      `ingress.allowedCidrs: 128.0.0.0/1, ${CHECKED_FROM_ALL_OVER}`,
    ]);
  });

  it("leaves the common name to its parent zone on Azure", () => {
    const own = ZONE_ID.replace(/example.com$/, "chat.example.com");
    const ingress = { ...AZURE.ingress, dnsZoneId: own };
    assert.deepEqual(azure({}, { ingress }), [
      `ingress.dnsZoneId: ${own}, must not be the zone of failover.hostname, which has to be a CNAME of its parent zone`,
    ]);
    // As the Azure CLI writes it.
    const dnsZoneId = ZONE_ID.replace("dnsZones", "dnszones");
    assert.deepEqual(
      azure({ dns: { dnsZoneId } }, { ingress: { ...AZURE.ingress, dnsZoneId } }),
      [],
    );
  });

  it("refuses a peak that what is left cannot carry, with the numbers", () => {
    assert.deepEqual(aws({ plannedPeak: 601 }), [
      "failover.plannedPeak: 601, must fit this side alone: gateway.maxReplicas (6) × gateway.concurrentChats (100) = 600 chats",
    ]);
    const model = { tokensPerMinute: 1_799_999 };
    assert.ok(
      azure({}, { model }).includes(
        "model.tokensPerMinute: 1799999, must carry both sides' peak: failover.plannedPeak × model.tokensPerSecond × 60 = 1800000 tokens a minute",
      ),
    );
    assert.deepEqual(azure({}, { model: { tokensPerMinute: 1_800_000 } }), []);
  });

  it("takes a peak exactly when the largest scale has the places", () => {
    const sizes = fc.record({
      maxReplicas: fc.integer({ min: 1, max: 6 }),
      concurrentChats: fc.integer({ min: 1, max: 200 }),
      plannedPeak: fc.integer({ min: 1, max: 1500 }),
    });
    fc.assert(
      fc.property(sizes, ({ maxReplicas, concurrentChats, plannedPeak }) => {
        const gateway = { image: "gateway:1", maxReplicas, concurrentChats, cpuTarget: 1 };
        const keys = aws({ plannedPeak }, { gateway }).map((text) => text.split(":")[0]);
        const fits = plannedPeak <= maxReplicas * concurrentChats;
        assert.equal(keys.includes("failover.plannedPeak"), !fits);
      }),
    );
  });
});
