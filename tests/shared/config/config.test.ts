import assert from "node:assert/strict";
import { parseConfig } from "../../../shared/config/parse";
import { checkRules } from "../../../shared/config/rules";

type Values = Record<string, unknown>;

const BASE: Values = {
  cloud: "aws",
  gateway: { image: "gateway:1" },
  kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
};

/** Keys of all problems, of the schema and of the rules between keys. */
function problems(values: Values, secrets: string[] = []) {
  const texts = Object.entries({ ...BASE, ...values })
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
  const parsed = parseConfig(Object.fromEntries(texts));
  const between = parsed.config ? checkRules(parsed.config, new Set(secrets)) : [];
  return [...parsed.problems, ...between];
}

const keysOf = (values: Values, secrets?: string[]): string[] =>
  problems(values, secrets).map(({ key }) => key);

const GATEWAY = {
  image: "gateway:1",
  auth: "oidc",
  oidc: { issuer: "https://login.example.com", audience: "chat" },
};
const PROD = {
  size: "prod",
  gateway: GATEWAY,
  ingress: { hostname: "chat.example.com", hostedZoneId: "Z0123456789" },
};
const AZURE = { cloud: "azure" };
const ECS = { runtime: "ecs", kubernetesApi: undefined };
const ASG = { ...ECS, capacity: "asg" };
const FRONT_DOOR = { ingress: { mode: "frontDoor" } };
const GROUP = "/subscriptions/0/resourceGroups/g/providers";
const ZONE = `${GROUP}/Microsoft.Network/dnsZones/example.com`;

const HOURS = "nodes.businessHours";

/** Business hours with something changed. */
const hours = (values: Values): Values => ({
  nodes: { businessHours: { timeZone: "Europe/Berlin", min: 2, ...values } },
});

describe("config", () => {
  it("takes the least that a stack can say, on each cloud", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems(AZURE), []);
    assert.deepEqual(problems(PROD), []);
    assert.deepEqual(problems(ECS), []);
    assert.deepEqual(problems({ ...ECS, capacity: "fargate" }), []);
    assert.deepEqual(problems({ ...ASG, ...PROD }), []);
    const trunked = { instanceType: "c7g.large", trunking: true, targetCapacity: 50 };
    assert.deepEqual(problems({ ...ASG, nodes: trunked }), []);
    assert.deepEqual(problems({ ...AZURE, kubernetesApi: { private: true } }), []);
    assert.deepEqual(problems({ ...AZURE, ingress: { mode: "explicit" } }), []);
    assert.deepEqual(problems({ ...AZURE, ...FRONT_DOOR, size: "prod", gateway: GATEWAY }), []);
    assert.deepEqual(problems({ gateway: undefined }), []);
  });

  const refused: [what: string, values: Values, key: string, rule: RegExp][] = [
    ["an unknown key", { colour: "red" }, "colour", /is not a key of this program/],
    ["an unknown key inside", { nodes: { maximum: 3 } }, "nodes.maximum", /is not a key/],
    ["a key of the other cloud", { location: "eastus" }, "location", /is a key of aks, not of eks/],
    ["a missing cloud", { cloud: undefined }, "cloud", /is required/],
    ["an unknown cloud", { cloud: "gcp" }, "cloud", /must be aws, azure or kubernetes/],
    ["a runtime on azure", { cloud: "azure", runtime: "eks" }, "runtime", /belongs to cloud aws/],
    ["an unknown runtime", { runtime: "fargate" }, "runtime", /must be eks or ecs/],
    [
      "a bucket for access logs",
      { ingress: { accessLogs: "s3://logs" } },
      "ingress.accessLogs",
      /must be of type boolean/,
    ],
    [
      "access logs on Azure",
      { ...AZURE, ingress: { accessLogs: true } },
      "ingress.accessLogs",
      /is a key of eks and ecs, not of aks/,
    ],
    [
      "a web firewall by name",
      { ingress: { webFirewall: "waf" } },
      "ingress.webFirewall",
      /must be of type boolean/,
    ],
    ["an old cluster", { kubernetesVersion: "1.30" }, "kubernetesVersion", /from 1\.34 to 1\.36/],
    ["a reserved tag", { tags: { "aws:team": "a" } }, "tags.aws:team", /reserves/],
    [
      "an image to build and no registry",
      { gateway: {}, registry: "false" },
      "registry",
      /must be true where gateway\.image is not given/,
    ],
    [
      "anybody of the Internet in prod",
      { ...PROD, gateway: { image: "gateway:1" } },
      "gateway.auth",
      /must not be none in prod/,
    ],
    [
      "a token that nobody asks for",
      { gateway: { auth: "bearer", image: "gateway:1" } },
      "gatewayToken",
      /is required with gateway\.auth bearer/,
    ],
    [
      "an issuer that nobody named",
      { gateway: { auth: "oidc", image: "gateway:1" } },
      "gateway.oidc",
      /is required with gateway\.auth oidc/,
    ],
    [
      "an issuer that nobody asks",
      { gateway: { ...GATEWAY, auth: "none" } },
      "gateway.oidc",
      /must not stand beside gateway\.auth none/,
    ],
    [
      "the port of the metrics",
      { gateway: { image: "gateway:1", port: 9090 } },
      "gateway.port",
      /must not be the port of the gateway's metrics/,
    ],
    [
      "chats to scale pods on",
      { gateway: { image: "a", chatsTarget: 60 } },
      "gateway.chatsTarget",
      /is a key of ecs, not of eks/,
    ],
    [
      "a stop that is longer than Fargate waits",
      { ...ECS, gateway: { image: "a", terminationGrace: "131s" } },
      "gateway.terminationGrace",
      /must be 130s at most on Fargate: 10s for routing and 120s/,
    ],
    [
      "sessions in memory in prod",
      { ...PROD, sessionStore: "memory" },
      "sessionStore",
      /must be redis in prod/,
    ],
    [
      "a session store of one node in prod",
      { ...PROD, cache: { nodes: 1 } },
      "cache.nodes",
      /must not leave one node alone in prod/,
    ],
    ["a wrong unit", { gateway: { image: "a", drain: "2 min" } }, "gateway.drain", /duration/],
    ["a text for a number", { nodes: { max: "3" } }, "nodes.max", /must be of type/],
    [
      "more fewest than most replicas",
      { gateway: { image: "a", minReplicas: 9 } },
      "gateway.minReplicas",
      /at most gateway\.maxReplicas \(6\)/,
    ],
    ["more fewest than most nodes", { nodes: { min: 9 } }, "nodes.min", /at most nodes\.max \(3\)/],
    [
      "overlapping ranges",
      { network: { serviceCidr: "10.0.128.0/20" } },
      "network.serviceCidr",
      /must not overlap network\.cidr/,
    ],
    [
      "too few addresses for the pods",
      { network: { cidr: "10.0.0.0/19" }, nodes: { max: 200 } },
      "nodes.max",
      /its private subnets have 2038 addresses/,
    ],
    [
      "too few addresses for the pods of AKS",
      { ...AZURE, network: { podCidr: "10.244.0.0/20" }, nodes: { max: 20 } },
      "nodes.max",
      /each node takes a \/24/,
    ],
    [
      "a range that AKS reserves",
      { ...AZURE, network: { serviceCidr: "172.30.0.0/20" } },
      "network.serviceCidr",
      /which AKS reserves/,
    ],
    [
      "a range of pods that AKS reserves",
      { ...AZURE, network: { podCidr: "172.16.0.0/12", serviceCidr: "10.0.0.0/16" } },
      "network.podCidr",
      /which AKS reserves/,
    ],
    [
      "a range of pods within the network",
      { ...AZURE, network: { podCidr: "10.64.0.0/18" }, nodes: { max: 3 } },
      "network.podCidr",
      /must not overlap network\.cidr/,
    ],
    [
      "a network that Azure never has",
      { ...AZURE, network: { cidr: "127.64.0.0/16" } },
      "network.cidr",
      /must not overlap 127\.0\.0\.0\/8, which Azure reserves/,
    ],
    [
      "pods at the address of Azure's own services",
      { ...AZURE, network: { podCidr: "168.63.0.0/16" } },
      "network.podCidr",
      /must not overlap 168\.63\.129\.16\/32, which Azure reserves/,
    ],
    [
      "a range of Services without the address of DNS",
      { ...AZURE, network: { serviceCidr: "172.20.0.0/29" } },
      "network.serviceCidr",
      /must be smaller than a \/12, as AKS asks, and a \/24 at least/,
    ],
    [
      "more nodes of AKS than addresses",
      {
        ...AZURE,
        network: { cidr: "10.64.0.0/19", podCidr: "100.64.0.0/10" },
        nodes: { max: 900 },
      },
      "nodes.max",
      /its subnet for nodes \(10\.64\.4\.0\/22\) has 1019 addresses/,
    ],
    [
      "more nodes than a pool of AKS has",
      { ...AZURE, network: { podCidr: "100.64.0.0/10" }, nodes: { max: 1001 } },
      "nodes.max",
      /must be at most 1000, the most nodes of a pool of AKS/,
    ],
    [
      "more spot nodes than a pool of AKS has",
      { ...AZURE, network: { podCidr: "100.64.0.0/10" }, nodes: { spotMax: 1001 } },
      "nodes.spotMax",
      /must be at most 1000/,
    ],
    [
      "more system nodes than a pool of AKS has",
      { ...AZURE, network: { podCidr: "100.64.0.0/10" }, systemNodes: { max: 1001 } },
      "systemNodes.max",
      /must be at most 1000/,
    ],
    [
      "burstable system nodes",
      { ...AZURE, systemNodes: { vmSize: "Standard_B2s_v2" } },
      "systemNodes.vmSize",
      /must not be of the B series/,
    ],
    [
      "a disk that AKS's image does not fit",
      { ...AZURE, nodes: { disk: "29Gi" } },
      "nodes.disk",
      /must be from 30Gi to 2048Gi, as AKS asks/,
    ],
    [
      "a larger disk than AKS has",
      { ...AZURE, nodes: { disk: "2049Gi" } },
      "nodes.disk",
      /must be from 30Gi to 2048Gi, as AKS asks/,
    ],
    [
      "a session store that is too large for one node",
      { ...AZURE, cache: { sku: "Balanced_B50" } },
      "cache.sku",
      /must be one of: Balanced_B0, .*Balanced_B20$/,
    ],
    [
      "a larger range of Services than AKS takes",
      { ...AZURE, network: { serviceCidr: "100.64.0.0/12" } },
      "network.serviceCidr",
      /must be smaller than a \/12/,
    ],
    [
      "more nodes than a load balancer of ours lists",
      {
        ...AZURE,
        network: { podCidr: "100.64.0.0/15" },
        nodes: { max: 200 },
        ingress: { mode: "explicit" },
      },
      "nodes.max",
      /10\.64\.64\.0\/24\): it has 251 addresses/,
    ],
    [
      "a disk that the local one cannot hold",
      { ...AZURE, nodes: { vmSize: "Standard_D2pds_v5", disk: "76Gi" } },
      "nodes.disk",
      /must fit the local disk of nodes\.vmSize \(Standard_D2pds_v5: 75Gi\)/,
    ],
    [
      "a longer reply than Front Door waits for",
      { ...AZURE, ...FRONT_DOOR, gateway: { image: "a", longestReply: "300s" } },
      "gateway.longestReply",
      /must be 240s at most/,
    ],
    [
      "a certificate beside Front Door's",
      {
        ...AZURE,
        ingress: {
          mode: "frontDoor",
          hostname: "chat.example.com",
          certificate: { vaultId: `${GROUP}/Microsoft.KeyVault/vaults/v`, name: "chat" },
        },
      },
      "ingress.certificate",
      /brings a certificate of its own/,
    ],
    [
      "a name that is too long for a certificate",
      { ingress: { ...PROD.ingress, hostname: `${"a".repeat(50)}.chat.example.com` } },
      "ingress.hostname",
      /must have 64 characters at most with ingress\.hostedZoneId/,
    ],
    [
      "the top of a zone as Front Door's name",
      { ...AZURE, ingress: { mode: "frontDoor", hostname: "example.com", dnsZoneId: ZONE } },
      "ingress.hostname",
      /must be a name below the zone of ingress\.dnsZoneId \(example\.com\)/,
    ],
    [
      "nobody who may reach the Kubernetes API of AKS",
      { ...AZURE, kubernetesApi: {} },
      "kubernetesApi.allowedCidrs",
      /is required, unless kubernetesApi\.private/,
    ],
    [
      "ranges for a private Kubernetes API",
      { ...AZURE, kubernetesApi: { private: true, allowedCidrs: ["203.0.113.0/24"] } },
      "kubernetesApi.allowedCidrs",
      /must not stand beside kubernetesApi\.private/,
    ],
    [
      "an open Kubernetes API in prod",
      { ...PROD, kubernetesApi: { allowedCidrs: ["0.0.0.0/0"] } },
      "kubernetesApi.allowedCidrs",
      /must not open/,
    ],
    [
      "half an open Kubernetes API in prod",
      { ...PROD, kubernetesApi: { allowedCidrs: ["128.0.0.0/1"] } },
      "kubernetesApi.allowedCidrs",
      /must not open/,
    ],
    [
      "plain HTTP in prod",
      { ...PROD, ingress: { allowInsecureHttp: true } },
      "ingress.allowInsecureHttp",
      /must be false in prod/,
    ],
    [
      "no certificate in prod",
      { ...PROD, ingress: undefined },
      "ingress",
      /must name a certificate/,
    ],
    [
      "a zone without a host name",
      { ingress: { hostedZoneId: "Z0123456789" } },
      "ingress.hostname",
      /is required with ingress\.hostedZoneId/,
    ],
    [
      "an odd idle timeout",
      { ...AZURE, ingress: { idleTimeout: "250s" } },
      "ingress.idleTimeout",
      /whole minutes/,
    ],
    [
      "half a version of an add-on",
      { addonVersions: { coredns: "v1.14.3" } },
      "addonVersions.coredns",
      /version of an EKS add-on/,
    ],
    [
      "an add-on that is not installed",
      { addonVersions: { "aws-ebs-csi-driver": "v1.66.0-eksbuild.1" } },
      "addonVersions.aws-ebs-csi-driver",
      /is not a key/,
    ],
    [
      "hours without a time zone",
      { nodes: { businessHours: { min: 2 } } },
      "nodes.businessHours.timeZone",
      /is required/,
    ],
    [
      "hours without a number",
      { nodes: { businessHours: { timeZone: "Etc/UTC" } } },
      "nodes.businessHours.min",
      /is required/,
    ],
    ["a time zone by its letters", hours({ timeZone: "CET" }), `${HOURS}.timeZone`, /time zone/],
    ["a place on no map", hours({ timeZone: "Europe/Atlantis" }), `${HOURS}.timeZone`, /time zone/],
    [
      "an hour after the last",
      hours({ start: "24:00" }),
      `${HOURS}.start`,
      /must be a time of day/,
    ],
    ["an hour of one digit", hours({ start: "8:00" }), `${HOURS}.start`, /must be a time of day/],
    ["a day in full", hours({ days: ["Monday"] }), `${HOURS}.days.0`, /must be one of: Sun, Mon/],
    ["no day at all", hours({ days: [] }), `${HOURS}.days`, /must be at least 1/],
    ["hours past midnight", hours({ start: "18:00" }), `${HOURS}.end`, /later than .* \(18:00\)/],
    ["more nodes in hours than at most", hours({ min: 4 }), `${HOURS}.min`, /nodes\.max \(3\)/],
    [
      "fewer nodes in hours than always",
      { nodes: { min: 3, businessHours: { timeZone: "Etc/UTC", min: 2 } } },
      "nodes.min",
      /at most nodes\.businessHours\.min \(2\)/,
    ],
    ["business hours of AKS", { ...AZURE, ...hours({}) }, HOURS, /is a key of eks and ecs \(asg\)/],
    ["an unknown capacity", { ...ECS, capacity: "spot" }, "capacity", /must be fargate or asg/],
    [
      "keys of Fargate on machines",
      { ...ASG, fargate: {} },
      "fargate",
      /key of ecs \(fargate\), not/,
    ],
    ["machines with Fargate", { ...ECS, nodes: {} }, "nodes", /key of eks and ecs \(asg\) and aks/],
    [
      "the Kubernetes version of ECS",
      { ...ASG, kubernetesVersion: "1.36" },
      "kubernetesVersion",
      /is a key of eks and aks, not of ecs \(asg\)/,
    ],
    ["a shell into a pod", { exec: true }, "exec", /is a key of ecs, not of eks/],
    [
      "a disk that ECS's image does not fit",
      { ...ASG, nodes: { disk: "29Gi" } },
      "nodes.disk",
      /must hold the image of ECS's machines \(30Gi\)/,
    ],
    [
      "trunk interfaces on a type without them",
      { ...ASG, nodes: { trunking: true } },
      "nodes.trunking",
      /t4g\.medium, which knows no trunk interfaces/,
    ],
    [
      "more machines of ECS than addresses",
      { ...ASG, network: { cidr: "10.0.0.0/19" }, nodes: { max: 3000 } },
      "nodes.max",
      /a full t4g\.medium takes 3/,
    ],
    [
      "more machines that are never spot than machines",
      { ...ASG, nodes: { onDemandBase: 5 } },
      "nodes.onDemandBase",
      /at most nodes\.max \(4\)/,
    ],
    [
      "a gateway that no Fargate task holds",
      { ...ECS, gateway: { image: "a", memory: "121Gi" } },
      "gateway.memory",
      /must fit a Fargate task/,
    ],
    [
      "more tasks that are never on spot than tasks",
      { ...ECS, fargate: { onDemandBase: 7 } },
      "fargate.onDemandBase",
      /at most gateway\.maxReplicas \(6\)/,
    ],
    [
      "functions on Azure of a size that is not sold",
      {
        ...AZURE,
        functions: { enabled: true, callbackHosts: ["hooks.example.com"], memory: "1Gi" },
      },
      "functions.memory",
      /must be one of 512Mi, 2Gi, 4Gi on Azure/,
    ],
  ];
  for (const [what, values, key, rule] of refused) {
    it(`refuses ${what}`, () => {
      const [problem, ...others] = problems(values);
      assert.equal(problem?.key, key);
      assert.match(problem.rule, rule);
      assert.ok(problem.fix.length > 10, problem.fix);
      assert.deepEqual(others, []);
    });
  }

  it("wants a URL and a key for a real model", () => {
    const model = { model: { backend: "openai" } };
    assert.deepEqual(keysOf(model), ["model.url", "modelApiKey"]);
    const complete = { model: { backend: "openai", url: "https://api.example.com/v1" } };
    assert.deepEqual(keysOf(complete, ["modelApiKey"]), []);
  });

  it("shows every problem at once: of the schema, and between the keys", () => {
    const values = {
      colour: "red",
      nodes: { min: 9, instanceType: "m1.small" },
      network: { serviceCidr: "10.0.0.0/20" },
      gateway: { image: "a", minReplicas: 0 },
    };
    assert.deepEqual(keysOf(values).sort(), [
      "colour",
      "gateway.minReplicas",
      "network.serviceCidr",
      "nodes.instanceType",
      "nodes.min",
    ]);
  });

  it("takes the preset of a size, and lets any knob override it", () => {
    const texts = { cloud: "aws", size: "prod", gateway: '{"image":"a","maxReplicas":7}' };
    const { config } = parseConfig({
      ...texts,
      kubernetesApi: '{"allowedCidrs":["203.0.113.0/24"]}',
    });
    assert.equal(config?.gateway.maxReplicas, 7);
    assert.equal(config.gateway.minReplicas, 3);
  });

  it("lets the Internet chat in prod only with a token, an issuer, or the word for it", () => {
    const gateway = { image: "gateway:1" };
    const bearer = { ...PROD, gateway: { ...gateway, auth: "bearer" } };
    assert.deepEqual(keysOf(bearer, ["gatewayToken"]), []);
    assert.deepEqual(keysOf({ ...PROD, gateway: { ...gateway, allowAnonymous: true } }), []);
    const office = { ...PROD.ingress, allowedCidrs: ["203.0.113.0/24"] };
    assert.deepEqual(keysOf({ ...PROD, gateway, ingress: office }), []);
    const halves = { ...PROD.ingress, allowedCidrs: ["203.0.113.0/24", "128.0.0.0/1"] };
    assert.deepEqual(keysOf({ ...PROD, gateway, ingress: halves }), ["gateway.auth"]);
    assert.deepEqual(keysOf({}, ["gatewayToken"]), ["gatewayToken"]);
  });

  it("takes an image or a build, not both", () => {
    const gateway = { image: "gateway:1", build: { context: "app" } };
    assert.deepEqual(keysOf({ gateway }), ["gateway.image"]);
    assert.deepEqual(keysOf({ ...AZURE, gateway }), ["gateway.image"]);
  });
});
