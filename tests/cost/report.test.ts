import assert from "node:assert/strict";
import { dollarRange, unitPrice, wholeDollars } from "../../cost/money";
import { costReport } from "../../cost/report";
import { treeCosts } from "../../cost/treeCosts";
import { planTree } from "../../plan/tree";
import { EXPLICIT, FRONT_DOOR, FUNCTIONS } from "../support/azureStacks";
import { machineGroup, planWith, priced, resource } from "../support/costs";
import { planOf } from "../support/plans";

describe("amounts of money", () => {
  it("are shown as a reader expects them", () => {
    assert.equal(dollarRange({ least: 0, most: 1234.5 }), "$0.00–$1,234.50");
    assert.equal(dollarRange({ least: 3, most: 3 }), "$3.00");
    assert.equal(wholeDollars({ least: 15.4, most: 43.6 }), "$15–$44");
    assert.equal(wholeDollars({ least: 72.9, most: 73.1 }), "$73");
    assert.equal(wholeDollars({ least: 0, most: 0.1 }), "$0–$1");
    assert.deepEqual([0.1, 0.0336, 0.0000133334, 5, 0.1666].map(unitPrice), [
      "$0.10",
      "$0.0336",
      "$0.0000133334",
      "$5.00",
      "$0.1666",
    ]);
  });
});

describe("the report of what a plan costs", () => {
  it("promises no total where nothing has a price, as on a cluster that is there already", async () => {
    const local = await planOf("local");
    const text = costReport("local on Kubernetes", priced(local));
    assert.equal(
      text,
      `local on Kubernetes: nothing is priced. None of its 22 resources has a price of
its own; what they run on is there already, and on another bill.
`,
    );
    assert.equal(treeCosts(local, priced(local)).total, "");
  });

  const plan = planWith([
    ...machineGroup({ min: 1, max: 3, percent: 0 }),
    resource("aws:ec2/natGateway:NatGateway", {}, { urn: "urn:n::one" }),
    resource("aws:ec2/natGateway:NatGateway", {}, { urn: "urn:n::two" }),
    resource("aws:iam/role:Role"),
    resource("aws:rds/instance:Instance"),
  ]);

  it("has one row for a kind of thing, the dearest first, sums, and what has no price", () => {
    const text = costReport("s on AWS (EKS, us-east-1)", priced(plan));
    assert.deepEqual(text.split("\n").slice(0, 19), [
      "s on AWS (EKS, us-east-1): $102.85–$172.66 a month",
      "",
      "Runs all the time                        quantity      unit price        a month",
      "  m7g.large, spot                             1–3    $0.0408/hour  $29.78–$89.35",
      "  NAT gateway                                   2     $0.045/hour         $65.70",
      "  their disks, gp3                         64–192  $0.08/GB-month   $5.12–$15.36",
      "  Together                                                       $100.60–$170.41",
      "",
      "Follows the use                                  as assumed  unit price  a month",
      "  data through NAT                                 natGb=50   $0.045/GB    $2.25",
      "  Together                                                                 $2.25",
      "",
      "Total a month                                                    $102.85–$172.66",
      "",
      "Not priced",
      "  r: no rule for this type",
      "",
      "US dollars at list price, as of 2024-07 to 2026-07-20; a month has 730 hours.",
      "Spot is taken as 50 % below on demand (spotDiscountPercent).",
    ]);
    assert.match(text, /\nFree of charge by themselves: 2 resources\.\n/);
    assert.match(text, /\nNot in it: data out to the Internet/);
  });

  it("marks a price that was not checked twice, and a region that stands in for another", () => {
    const store = resource("aws:elasticache/replicationGroup:ReplicationGroup", {
      engine: "valkey",
      nodeType: "cache.t4g.micro",
      numCacheClusters: 1,
    });
    const platform = { runtime: "eks", region: "eu-west-1" } as const;
    const text = costReport("s", priced(planWith([store], { platform })));
    assert.match(text, /^s: \$9\.34 a month at the prices of us-east-1\n/);
    assert.match(text, / ~\$0\.0128\/hour /);
    assert.match(text, /no price for eu-west-1, that of us-east-1 stands in/);
    assert.match(text, /A price with ~ is of one/);
    assert.doesNotMatch(text, /Spot|Follows the use|Not priced/);
  });

  it("fits 80 columns for every kind of stack, and cuts nothing", async () => {
    const stacks: [string, ...string[]][] = [
      ["prod-aws"],
      ["dev-ecs"],
      ["prod-azure"],
      ["dev-azure", EXPLICIT],
      ["dev-azure", FRONT_DOOR],
      ["dev-azure", ...FUNCTIONS],
    ];
    for (const [stack, ...set] of stacks) {
      const text = costReport(stack, priced(await planOf(stack, ...set)));
      for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
      assert.doesNotMatch(text, /…/);
    }
  });
});

describe("the cost in the tree of a plan", () => {
  const stack = resource("pulumi:pulumi:Stack", {}, { urn: "urn:stack" });
  const nodes = resource("chatbot:aws:Nodes", {}, { urn: "urn:nodes", parent: "urn:stack" });
  const gateway = resource("aws:ec2/natGateway:NatGateway", {}, { parent: "urn:stack" });
  const made = machineGroup({ min: 1, max: 3 }).map((each) => ({ ...each, parent: "urn:nodes" }));
  const plan = planWith([stack, nodes, gateway, ...made]);

  it("stands at the components and their parts, and in the head with what the use adds", () => {
    const costs = treeCosts(plan, priced(plan));
    const text = planTree(plan, { width: 80, colour: false, costs });
    const [head = "", tree = ""] = text.split("\n\n");
    assert.equal(
      head.replace("\n", " "),
      "s on AWS (EKS, us-east-1): 3 resources to create, about $98–$227 a month and $2 by use",
    );
    assert.deepEqual(tree.split("\n"), [
      "Stack s",
      `├─ NatGateway${"$33".padStart(67)}`,
      `└─ Nodes${"2 resources, $65–$194".padStart(72)}`,
      `   ├─ autoscaling.Group${"1–3, $65–$194".padStart(57)}`,
      `   └─ LaunchTemplate${"m7g.large".padStart(60)}`,
    ]);
  });

  it("says what is not priced, and which region's prices stand in", () => {
    const more = planWith([...plan.resources, resource("aws:rds/instance:Instance")], {
      platform: { runtime: "eks", region: "eu-west-1" },
    });
    assert.match(
      treeCosts(more, priced(more)).total,
      / a month and \$2 by use at the prices of us-east-1, 1 not priced$/,
    );
  });

  it("says nothing where nothing costs anything", () => {
    const free = planWith([stack, resource("aws:iam/role:Role")]);
    const costs = treeCosts(free, priced(free));
    assert.deepEqual([costs.total, costs.of("urn:stack")], ["", ""]);
    const cents = planWith([stack, resource("aws:cloudwatch/metricAlarm:MetricAlarm")]);
    assert.equal(treeCosts(cents, priced(cents)).of("urn:stack"), "");
  });
});
