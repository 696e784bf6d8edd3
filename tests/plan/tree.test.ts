import assert from "node:assert/strict";
import { planTree, shorten, shortType } from "../../plan/tree";
import type { Plan, PlannedResource } from "../../plan/types";

function resource(
  type: string,
  name: string,
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return {
    urn: `urn:${type}::${name}`,
    type,
    name,
    parent: "urn:pulumi:pulumi:Stack::p-s",
    inputs: {},
    protect: false,
    ignoreChanges: [],
    dependsOn: [],
    deletedWith: null,
    unknown: [],
    ...more,
  };
}

const NETWORK = "urn:chatbot:aws:Network::p-s";

const PLAN: Plan = {
  stack: "s",
  project: "p",
  cloud: "aws",
  resources: [
    resource("pulumi:pulumi:Stack", "p-s", { parent: null }),
    resource("chatbot:aws:Network", "p-s"),
    resource("aws:ec2/vpc:Vpc", "p-s", { parent: NETWORK, inputs: { cidrBlock: "10.0.0.0/16" } }),
    resource("aws:kms/key:Key", "p-s-secrets", { protect: true, inputs: { policy: "[secret]" } }),
    resource("aws:sqs/queue:Queue", `p-s-${"long-".repeat(30)}end`),
  ],
  outputs: { url: "http://example.com" },
  unknown: ["url"],
};

describe("planTree", () => {
  const text = planTree(PLAN, { width: 80, colour: false });

  it("draws resources below their components, names without the common prefix", () => {
    assert.equal(
      text.split("\n\n")[1],
      [
        "Stack",
        `├─ kms.Key secrets${"protected".padStart(62)}`,
        `├─ ${shorten(`sqs.Queue ${"long-".repeat(30)}end`, 77)}`,
        "└─ Network",
        `   └─ ec2.Vpc${"10.0.0.0/16".padStart(67)}`,
      ].join("\n"),
    );
  });

  it("tells what is protected, what is secret, and what is known after up", () => {
    assert.match(text, /Protected\n {2}kms\.Key secrets\n/);
    assert.match(text, /Secret\n {2}kms\.Key secrets: policy\n/);
    assert.match(text, /Outputs\n {2}url {2}known after up\n$/);
  });

  it("counts resources without components", () => {
    assert.match(text, /^s on aws: 3 resources to create\n/);
  });

  it("never fills more than the terminal, nor more than 80 columns", () => {
    for (const width of [40, 80, 200]) {
      const lines = planTree(PLAN, { width, colour: false }).split("\n");
      const [head, tree] = [lines[0] ?? "", lines.slice(2, 8)];
      for (const line of [head, ...tree]) assert.ok(line.length <= Math.min(width, 80), line);
    }
  });

  it("uses colour only when asked", () => {
    assert.ok(!text.includes("\u001b"));
    assert.ok(planTree(PLAN, { width: 80, colour: true }).includes("\u001b"));
  });
});

describe("short names", () => {
  it("shortens types to service and kind", () => {
    assert.equal(shortType("aws:ec2/subnet:Subnet"), "ec2.Subnet");
    assert.equal(
      shortType("kubernetes:networking.k8s.io/v1:NetworkPolicy"),
      "networking.NetworkPolicy",
    );
    assert.equal(shortType("azure-native:network/v20240501:Subnet"), "network.Subnet");
    assert.equal(shortType("pulumi:providers:aws"), "Provider aws");
  });

  it("cuts in the middle", () => {
    assert.equal(shorten("abcdefghij", 5), "ab…ij");
    assert.equal(shorten("abc", 5), "abc");
  });
});
