import assert from "node:assert/strict";
import { planTree } from "../../plan/tree";
import type { Plan, PlannedResource } from "../../plan/types";
import { planned } from "../support/planned";
import { planOf } from "../support/plans";

const STACK = "urn:pulumi:pulumi:Stack::p-s";
const NETWORK = "urn:chatbot:aws:Network::p-s";

const resource = (type: string, name: string, more: Partial<PlannedResource> = {}) =>
  planned(type, name, { parent: STACK, ...more });

function planWith(resources: readonly PlannedResource[], more: Partial<Plan> = {}): Plan {
  const stack = resource("pulumi:pulumi:Stack", "p-s", { urn: STACK, parent: null });
  return {
    stack: "s",
    project: "p",
    cloud: "aws",
    platform: { runtime: "eks", region: "us-east-1" },
    resources: [stack, resource("chatbot:aws:Network", "p-s"), ...resources],
    outputs: {},
    unknown: [],
    ...more,
  };
}

interface Sections {
  readonly head: string;
  readonly tree: string;
  readonly rest: string;
}

function show(plan: Plan, view: { width?: number; full?: boolean } = {}): Sections {
  const text = planTree(plan, { width: 80, colour: false, ...view });
  const [head = "", tree = "", ...rest] = text.split("\n\n");
  return { head, tree, rest: rest.join("\n\n") };
}

const inNetwork = (type: string, name: string, more: Partial<PlannedResource> = {}) =>
  resource(type, name, { parent: NETWORK, ...more });

const four = ["a-1", "a-2", "a-3", "b"].map((name) =>
  inNetwork("aws:ec2/routeTable:RouteTable", `p-s-${name}`),
);

describe("the head of a shown plan", () => {
  it("says which stack, on what, where, and how much without the components", () => {
    const plan = planWith([resource("aws:kms/key:Key", "p-s")]);
    assert.equal(show(plan).head, "s on AWS (EKS, us-east-1): 1 resource to create");
    const azure = { cloud: "azure", platform: { runtime: "aks", region: null } } as const;
    assert.equal(show({ ...plan, ...azure }).head, "s on Azure (AKS): 1 resource to create");
    assert.equal(
      show(planWith([], { cloud: "", platform: null })).head,
      "s: 0 resources to create",
    );
  });
});

describe("the tree of a shown plan", () => {
  it("draws resources below their components, names without the environment's", () => {
    const plan = planWith([
      inNetwork("aws:ec2/vpc:Vpc", "p-s", { inputs: { cidrBlock: "10.0.0.0/16" } }),
      resource("aws:kms/key:Key", "p-s-secrets", { protect: true }),
      resource("pulumi:providers:aws", "p-s"),
      resource("chatbot:aws:Network", "p-s-other"),
      resource("aws:ec2/vpcEndpoint:VpcEndpoint", "elsewhere"),
    ]);
    assert.deepEqual(show(plan).tree.split("\n"), [
      "Stack s",
      "├─ Provider aws",
      `├─ kms.Key secrets${"protected".padStart(62)}`,
      "├─ VpcEndpoint elsewhere",
      `├─ Network${"1 resource".padStart(70)}`,
      `│  └─ ec2.Vpc${"10.0.0.0/16".padStart(67)}`,
      `└─ Network other${"0 resources".padStart(64)}`,
    ]);
  });

  it("has the module of a kind that is a single word, or that two services have", () => {
    const types = [
      "aws:autoscaling/group:Group",
      "aws:iam/role:Role",
      "aws:lb/targetGroup:TargetGroup",
      "azure-native:containerservice/v20250801:MaintenanceConfiguration",
      "docker-build:index:Image",
      "kubernetes:core/v1:Service",
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      "random:index/randomPassword:RandomPassword",
    ];
    const plan = planWith(types.map((type) => inNetwork(type, "p-s")));
    const names = show(plan)
      .tree.split("\n")
      .map((line) => line.replace(/^[ │├└─]+/, ""));
    assert.deepEqual(names.slice(2), [
      "autoscaling.Group",
      "docker-build.Image",
      "MaintenanceConfiguration",
      "RandomPassword",
      "iam.Role",
      "rbac.Role",
      "Service",
      "TargetGroup",
    ]);
  });

  it("shows many of a type on one line, with their names", () => {
    const { tree, rest } = show(planWith(four));
    assert.match(tree, /└─ RouteTable ×4 {2}a-1…3, b$/);
    assert.match(rest, /--full shows each/);
  });

  it("wraps names that do not fit beside their type, and cuts none that fit a line", () => {
    const long = ["one", "two", "three"].map((name) =>
      inNetwork("aws:iam/policy:Policy", `p-s-${name}-${"x".repeat(40)}`),
    );
    assert.deepEqual(show(planWith(long)).tree.split("\n").slice(2), [
      "   └─ iam.Policy ×3",
      `        one-${"x".repeat(40)},`,
      `        three-${"x".repeat(40)},`,
      `        two-${"x".repeat(40)}`,
    ]);
  });

  it("shows each when asked", () => {
    const { tree, rest } = show(planWith(four), { full: true });
    assert.equal(tree.match(/ RouteTable /g)?.length, 4);
    assert.doesNotMatch(rest, /--full/);
  });

  it("does not fold what is protected, what has children, nor few that say more than a name", () => {
    const [first, second, third] = four;
    assert.ok(first && second && third);
    const bare = [first, second, third];
    assert.match(show(planWith(bare)).tree, /×3/);
    assert.doesNotMatch(show(planWith([first, second])).tree, /×/);
    assert.doesNotMatch(show(planWith([first, second, { ...third, protect: true }])).tree, /×/);
    const child = resource("aws:ec2/route:Route", "r", { parent: first.urn });
    assert.doesNotMatch(show(planWith([...bare, child])).tree, /×/);
    const subnets = [1, 2, 3, 4, 5].map((n) =>
      inNetwork("aws:ec2/subnet:Subnet", `p-s-${n}`, { inputs: { cidrBlock: `10.0.${n}.0/24` } }),
    );
    assert.match(show(planWith(subnets)).tree, /×5/);
    assert.doesNotMatch(show(planWith(subnets.slice(1))).tree, /×/);
  });

  it("shows no value that is known only after up", () => {
    const subnet = (unknown: string[]) =>
      inNetwork("azure-native:network:VirtualNetwork", "p-s", {
        inputs: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
        unknown,
      });
    assert.match(show(planWith([subnet([])])).tree, /10\.0\.0\.0\/16/);
    const path = "addressSpace.addressPrefixes[0]";
    assert.doesNotMatch(show(planWith([subnet([path])])).tree, /10\.0\.0\.0/);
  });

  it("has a line or a part of one for each resource of a shipped stack", async () => {
    const plan = await planOf("prod-aws");
    const { head, tree } = show(plan);
    const lines = tree.split("\n").filter((line) => /^[│ ]*[├└]─ /.test(line));
    const counts = lines.map((line) => {
      if (/ \d+ resources?$/.test(line)) return 0;
      return Number(/ ×(\d+)/.exec(line)?.[1] ?? 1);
    });
    const sum = counts.reduce((total, count) => total + count, 0);
    assert.ok(head.includes(`: ${sum} resources to create`), head);
    const full = show(plan, { full: true }).tree.split("\n");
    assert.equal(full.length, plan.resources.length);
    assert.ok(lines.length < full.length);
  });

  it("never fills more than the terminal, nor more than 80 columns, and cuts no type", async () => {
    for (const stack of ["dev", "prod-aws", "prod-azure"]) {
      const plan = await planOf(stack);
      for (const width of [40, 64, 80, 200]) {
        for (const line of planTree(plan, { width, colour: false }).split("\n")) {
          assert.ok(line.length <= Math.min(width, 80), line);
          if (width >= 80) assert.doesNotMatch(line, /[├└]─ [^ ]*…/);
        }
      }
    }
  });

  it("uses colour only when asked", () => {
    assert.ok(!planTree(planWith(four), { width: 80, colour: false }).includes("\u001b"));
    assert.ok(planTree(planWith(four), { width: 80, colour: true }).includes("\u001b"));
  });
});

describe("what a shown plan ends with", () => {
  const plan = planWith(
    [
      ...four,
      resource("kubernetes:core/v1:Secret", "p-s", { inputs: { data: ["[secret]"] } }),
      resource("aws:kms/key:Key", "p-s-secrets", { protect: true }),
    ],
    {
      outputs: {
        account: "123",
        list: ["a", "b"],
        kubeconfig: "[secret]",
        parts: { id: "i-0123", zone: "a" },
        url: "http://example.com",
      },
      unknown: ["kubeconfig", "parts.id", "url"],
    },
  );
  const { rest } = show(plan);

  it("counts by service", () => {
    assert.match(rest, /^Resources by service\n {4}4 ec2 +1 Kubernetes +1 kms\n/);
  });

  it("names what is protected and what is secret", () => {
    assert.match(rest, /\nProtected\n {2}kms\.Key secrets\n/);
    assert.match(rest, /\nSecret inputs\n {2}Secret: data\[0\]\n/);
  });

  it("shows outputs that are known, and none that the look-alike cloud made up", () => {
    const outputs = rest.slice(rest.indexOf("\nOutputs"));
    assert.deepEqual(outputs.split("\n\n")[0]?.split("\n").slice(2), [
      "  account     123",
      '  list        ["a","b"]',
      "  kubeconfig  [secret]",
      "  parts       (known after up)",
      "  url         (known after up)",
    ]);
    assert.doesNotMatch(rest, /example\.com|i-0123/);
  });

  it("leaves out what there is nothing of", () => {
    const { rest: bare } = show(planWith([]));
    assert.doesNotMatch(bare, /Protected|Secret|Outputs|by service/);
  });
});
