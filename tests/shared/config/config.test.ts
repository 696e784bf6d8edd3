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

const PROD = {
  size: "prod",
  ingress: { hostname: "chat.example.com", hostedZoneId: "Z0123456789" },
};
const AZURE = { cloud: "azure" };

describe("config", () => {
  it("takes the least that a stack can say, on each cloud", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems(AZURE), []);
    assert.deepEqual(problems(PROD), []);
  });

  const refused: [what: string, values: Values, key: string, rule: RegExp][] = [
    ["an unknown key", { colour: "red" }, "colour", /is not a key of this program/],
    ["an unknown key inside", { nodes: { maximum: 3 } }, "nodes.maximum", /is not a key/],
    ["a key of the other cloud", { location: "eastus" }, "location", /is a key of aks, not of eks/],
    ["a missing cloud", { cloud: undefined }, "cloud", /is required/],
    ["an unknown cloud", { cloud: "gcp" }, "cloud", /must be aws or azure/],
    ["a runtime on azure", { cloud: "azure", runtime: "eks" }, "runtime", /belongs to cloud aws/],
    ["an unknown runtime", { runtime: "fargate" }, "runtime", /must be eks or ecs/],
    ["a missing image", { gateway: {} }, "gateway.image", /is required/],
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
      { size: "prod", ingress: { allowInsecureHttp: true } },
      "ingress.allowInsecureHttp",
      /must be false in prod/,
    ],
    ["no certificate in prod", { size: "prod" }, "ingress", /must name a certificate/],
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
    ["ECS, for now", { runtime: "ecs", kubernetesApi: undefined }, "runtime", /not supported yet/],
    [
      "functions on Azure, for now",
      { ...AZURE, functions: { enabled: true, callbackHosts: ["hooks.example.com"] } },
      "functions.enabled",
      /not supported yet/,
    ],
    ["redis, for now", { sessionStore: "redis" }, "sessionStore", /not supported yet/],
    ["mail, for now", { alarms: { email: "a@example.com" } }, "alarms.email", /not supported yet/],
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
});
