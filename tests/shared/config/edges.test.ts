import assert from "node:assert/strict";
import { parseConfig } from "../../../shared/config/parse";
import { checkRules } from "../../../shared/config/rules";
import { planOf } from "../../support/plans";

type Values = Readonly<Record<string, unknown>>;

function keysOf(values: Values): string[] {
  const all = {
    cloud: "aws",
    kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
    ...values,
    gateway: { image: "gateway:1", ...(values["gateway"] as object | undefined) },
  };
  const texts = Object.entries(all).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { config, problems } = parseConfig(Object.fromEntries(texts));
  const between = config === undefined ? [] : checkRules(config, new Set());
  return [...new Set([...problems, ...between].map(({ key }) => key))];
}

const TLS = { hostname: "chat.example.com", hostedZoneId: "Z0123456789" };
const CERTIFICATE_ARN = "arn:aws:acm:us-east-1:123456789012:certificate/x";

const LARGE = { chatsPerMinute: 2_000_001, concurrentChats: 2_000_000, longestReply: "555h" };

/** One wrong value each, and the one key that is blamed. */
const cases: readonly (readonly [what: string, values: Values, key: string])[] = [
  ["a number below the least", { nodes: { min: 0 } }, "nodes.min"],
  ["a number above the most", { gateway: { cpuTarget: 101 } }, "gateway.cpuTarget"],
  ["more chats than the gateway takes", { gateway: LARGE }, "gateway.chatsPerMinute"],
  ["a longer time than the gateway takes", { gateway: { heartbeat: "556h" } }, "gateway.heartbeat"],
  ["a group that is no JSON", { nodes: "{min: 1" }, "nodes"],
  ["a range without room for the subnets", { network: { cidr: "10.0.0.0/24" } }, "network.cidr"],
  [
    "two certificates",
    { ingress: { ...TLS, certificateArn: CERTIFICATE_ARN } },
    "ingress.certificateArn",
  ],
  [
    "plain HTTP in prod",
    { size: "prod", ingress: { allowInsecureHttp: true, allowedCidrs: ["203.0.113.0/24"] } },
    "ingress.allowInsecureHttp",
  ],
  [
    "a certificate for no name",
    { ingress: { certificateArn: CERTIFICATE_ARN } },
    "ingress.hostname",
  ],
  ["a model's address for the demo", { model: { url: "https://api.example.com/v1" } }, "model.url"],
];

describe("config at its edges", () => {
  for (const [what, values, key] of cases) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(keysOf(values), [key]);
    });
  }

  it("refuses settings of a provider that the program does not use", async () => {
    await assert.rejects(planOf("dev", "aws:region=us-west-2"), (error: Error) => {
      assert.match(error.message, /aws:region: us-west-2\n.*\n {4}Fix: Set region instead\./);
      return true;
    });
  });
});
