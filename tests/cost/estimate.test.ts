import assert from "node:assert/strict";
import { isClassified, sum } from "../../cost/estimate";
import { PriceBook } from "../../cost/priceBook";
import type { Estimate, Range } from "../../cost/types";
import {
  AZURE_CACHE_SKUS,
  CACHE_NODE_TYPES,
  INSTANCE_TYPES,
  VM_SIZES,
} from "../../shared/machines";
import { pairwiseStacks, stackOf } from "../support/awsStacks";
import { EXPLICIT, FRONT_DOOR, FUNCTIONS } from "../support/azureStacks";
import { linesFor, machineGroup, planWith, priced, resource } from "../support/costs";
import { planOf } from "../support/plans";

const SHIPPED = ["dev", "dev-ecs", "dev-azure", "prod-aws", "prod-azure"];

/** Every kind of stack: types of all of them must be priced, free or refused knowingly. */
const STACKS: readonly [stack: string, ...set: string[]][] = [
  ...SHIPPED.map((stack): [string] => [stack]),
  ...pairwiseStacks().map((levels): [string, ...string[]] => {
    const { stack, set } = stackOf(levels);
    return [stack, ...set];
  }),
  ["dev-azure", ...FUNCTIONS],
  ["dev-azure", EXPLICIT],
  ["dev-azure", FRONT_DOOR],
];

/** What a kind of thing costs a month in all. */
function cost(estimated: Estimate, what: string): Range {
  const lines = linesFor(estimated, what);
  assert.ok(lines.length > 0, `no line for ${what}`);
  return sum(lines);
}

const both = (amount: number): Range => ({ least: amount, most: amount });

describe("the cost of a plan", () => {
  it("classifies every type of every kind of stack, and prices all of it", async () => {
    for (const [stack, ...set] of STACKS) {
      const plan = await planOf(stack, ...set);
      const unknown = plan.resources.filter(({ type }) => !isClassified(type));
      assert.deepEqual(
        unknown.map(({ type }) => type),
        [],
        [stack, ...set].join(" "),
      );
      assert.deepEqual(priced(plan).unpriced, [], [stack, ...set].join(" "));
    }
  });

  it("says something of every resource but components, and of each once", async () => {
    for (const stack of SHIPPED) {
      const plan = await planOf(stack);
      const { lines, free, unpriced } = priced(plan);
      const told = [...lines, ...free, ...unpriced].map(({ urn }) => urn);
      const real = plan.resources.filter(
        ({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("chatbot:"),
      );
      assert.deepEqual([...new Set(told)].sort(), real.map(({ urn }) => urn).sort());
      for (const { urn } of free) assert.equal(told.filter((each) => each === urn).length, 1);
    }
  });

  it("adds up to the totals", async () => {
    for (const stack of SHIPPED) {
      const { lines, totals } = priced(await planOf(stack));
      assert.deepEqual(sum(lines), totals.all);
      assert.equal(
        Math.round((totals.fixed.most + totals.usage.most) * 1e4),
        Math.round(totals.all.most * 1e4),
      );
    }
  });

  it("has the machines that config can choose, but for these", () => {
    const book = new PriceBook();
    const ids = [
      ...Object.keys(INSTANCE_TYPES).map((type) => ["aws", `ec2/${type}`] as const),
      ...CACHE_NODE_TYPES.map((type) => ["aws", `elasticache-valkey/${type}`] as const),
      ...Object.keys(VM_SIZES).map((size) => ["azure", `vm/${size}`] as const),
      ...AZURE_CACHE_SKUS.map((size) => ["azure", `managed-redis/${size}`] as const),
    ];
    const missing = ids.filter(([provider, id]) => !book.find(provider, id, "anywhere"));
    assert.deepEqual(
      missing.map(([, id]) => id),
      [
        "vm/Standard_D2ds_v5",
        "vm/Standard_D4ds_v5",
        "vm/Standard_D8ds_v5",
        "vm/Standard_D2pds_v5",
        "vm/Standard_D4pds_v5",
        "vm/Standard_D8pds_v5",
        "managed-redis/Balanced_B10",
        "managed-redis/Balanced_B20",
      ],
    );
  });

  it("lists what has no price, and leaves it out of the totals", () => {
    const { lines, unpriced, totals } = priced(
      planWith([
        ...machineGroup({ min: 2, max: 4, type: "m9g.large" }),
        resource("aws:rds/instance:Instance"),
        resource("aws:eks/cluster:Cluster"),
        resource("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network" }),
        resource("aws:elasticache/replicationGroup:ReplicationGroup", { engine: "valkey" }),
      ]),
    );
    assert.deepEqual(
      unpriced.map(({ type, why }) => [type.split(":").at(-1), why]),
      [
        ["Group", "no price ec2/m9g.large (m9g.large, on demand)"],
        ["Instance", "no rule for this type"],
        ["LoadBalancer", "no rule for a load balancer of type network"],
        ["ReplicationGroup", "nodeType is not given"],
      ],
    );
    assert.deepEqual(
      lines.map(({ what }) => what),
      ["their disks, gp3", "EKS control plane"],
    );
    // 2 to 4 disks of 64 GB at 0.08, and 73 for the cluster.
    assert.deepEqual(totals.fixed, { least: 83.24, most: 93.48 });
  });

  it("calls free what would never run", () => {
    const { free, unpriced, lines } = priced(planWith(machineGroup({ min: 0, max: 0 })));
    assert.deepEqual([lines, unpriced], [[], []]);
    assert.equal(free.at(-1)?.why, "none of it would run");
  });

  it("bills nothing that is only read", () => {
    const { lines, free, unpriced } = priced(
      planWith([resource("aws:ec2/natGateway:NatGateway", {}, { read: true })]),
    );
    assert.deepEqual([lines, free, unpriced], [[], [], []]);
  });

  it("says when the prices are of another region, and of how old pages they are", () => {
    const plan = planWith([resource("aws:eks/cluster:Cluster")]);
    assert.deepEqual(priced(plan).pricedAs, []);
    assert.deepEqual(priced(plan).priceDates, { oldest: "2025-07", newest: "2025-07" });
    const abroad = { ...plan, platform: { runtime: "eks", region: "eu-west-1" } as const };
    assert.deepEqual(priced(abroad).pricedAs, ["us-east-1"]);
    assert.equal(priced(abroad).region, "eu-west-1");
    const nowhere = priced({ ...plan, platform: null });
    assert.deepEqual([nowhere.region, nowhere.pricedAs], [null, ["us-east-1"]]);
    assert.equal(priced(planWith([])).priceDates, null);
  });

  it("does not call a price of everywhere one of another region", () => {
    const zone = resource("azure-native:privatedns:PrivateZone");
    const platform = { runtime: "aks", region: "westeurope" } as const;
    const { lines, pricedAs } = priced(planWith([zone], { cloud: "azure", platform }));
    assert.deepEqual([lines[0]?.price.region, pricedAs], ["global", []]);
  });
});

describe("the cost on AWS, counted by hand", () => {
  it("of the dev stack", async () => {
    const dev = priced(await planOf("dev"));
    assert.deepEqual(cost(dev, "EKS control plane"), both(73)); // 0.10 × 730
    assert.deepEqual(cost(dev, "NAT gateway"), both(32.85)); // 0.045 × 730
    assert.deepEqual(cost(dev, "ALB"), both(16.425)); // 0.0225 × 730
    assert.deepEqual(cost(dev, "ALB's public addresses"), both(7.3)); // 2 zones × 0.005 × 730
    assert.deepEqual(cost(dev, "cache.t4g.micro, valkey"), both(9.344)); // 0.0128 × 730
    // 1 to 3 × 0.0336 × 730, half of it off.
    assert.deepEqual(cost(dev, "t4g.medium, spot"), { least: 12.264, most: 36.792 });
    assert.deepEqual(cost(dev, "data through NAT"), both(2.25)); // 50 GB × 0.045
    assert.deepEqual(cost(dev, "Container Insights, observed"), both(10.5)); // 50 × 0.21
    assert.deepEqual(cost(dev, "metric under an alarm"), both(0.8)); // 8 metrics × 0.10
    assert.deepEqual(cost(dev, "logs taken in"), both(5)); // 10 GB × 0.50, whatever the groups
  });

  it("of on-demand machines, when asked for", async () => {
    const dev = priced(await planOf("dev", "nodes.onDemandPercent=100"));
    assert.deepEqual(cost(dev, "t4g.medium, on demand"), { least: 24.528, most: 73.584 });
    assert.equal(linesFor(dev, "t4g.medium, spot").length, 0);
  });

  it("of machines that are partly spot", () => {
    // 3 on demand, and of what is above a quarter: of 7 more 1.75.
    const mixed = priced(planWith(machineGroup({ min: 3, max: 10, base: 3, percent: 25 })));
    assert.deepEqual(cost(mixed, "m7g.large, on demand"), { least: 178.704, most: 282.948 });
    assert.deepEqual(cost(mixed, "m7g.large, spot"), { least: 0, most: 156.366 });
    assert.deepEqual(cost(mixed, "their disks, gp3"), { least: 15.36, most: 51.2 });
    const other = priced(planWith(machineGroup({ min: 1, max: 1, percent: 0 })), {
      spotDiscountPercent: 75,
    });
    assert.deepEqual(cost(other, "m7g.large, spot"), both(14.892)); // 0.0816 × 730 ÷ 4
  });

  it("of Fargate: 1 to 6 tasks of 0.25 vCPU and 0.5 GB, ARM, spot", async () => {
    const ecs = priced(await planOf("dev-ecs"));
    // 0.03238 and 0.00356 an hour, half of it off.
    assert.deepEqual(cost(ecs, "Fargate ARM64 vCPU, spot"), { least: 2.9547, most: 17.7281 });
    assert.deepEqual(cost(ecs, "Fargate ARM64 memory, GB, spot"), { least: 0.6497, most: 3.8982 });
    const plain = priced(await planOf("dev-ecs", "fargate.spotPercent=0"));
    assert.deepEqual(cost(plain, "Fargate ARM64 vCPU, on demand"), {
      least: 5.9094,
      most: 35.4561,
    });
  });

  it("of ECS on machines: the tasks cost nothing more", async () => {
    const plan = await planOf("dev-ecs", "capacity=asg");
    const { free, lines } = priced(plan);
    assert.equal(
      free.find(({ type }) => type === "aws:ecs/service:Service")?.why,
      "its tasks run on the machines",
    );
    assert.equal(lines.filter(({ what }) => what.startsWith("Fargate")).length, 0);
    assert.deepEqual(cost(priced(plan), "t4g.medium, spot"), { least: 12.264, most: 49.056 });
  });

  it("of the prod stack's endpoints, firewall and store", async () => {
    const prod = priced(await planOf("prod-aws"));
    assert.deepEqual(cost(prod, "interface endpoint in a zone"), both(153.3)); // 7 × 3 × 0.01 × 730
    assert.deepEqual(cost(prod, "WAF, web ACL"), both(5));
    assert.deepEqual(cost(prod, "WAF, rules"), both(4));
    assert.deepEqual(cost(prod, "cache.m7g.large, valkey"), both(184.544)); // 2 × 0.1264 × 730
    assert.deepEqual(cost(prod, "NAT gateway"), both(98.55)); // 3 × 0.045 × 730
    assert.deepEqual(cost(prod, "data through NAT"), both(2.25)); // as with one gateway
  });
});

describe("the cost on Azure, counted by hand", () => {
  it("of the dev stack", async () => {
    const dev = priced(await planOf("dev-azure"));
    assert.deepEqual(cost(dev, "AKS control plane, Free"), both(0));
    // System pool 1 to 2 and user pool 1 to 3: 0.0702 × 730 each.
    assert.deepEqual(cost(dev, "D2ps_v6, on demand"), { least: 102.492, most: 256.23 });
    assert.deepEqual(cost(dev, "Managed Redis Balanced_B0"), both(11.68)); // 0.016 × 730
    assert.deepEqual(cost(dev, "logs taken in"), both(23)); // 10 GB × 2.30
    assert.deepEqual(cost(dev, "AKS load balancer, 5 rules"), both(18.25)); // 0.025 × 730
    assert.deepEqual(cost(dev, "AKS address out"), both(3.65)); // 0.005 × 730
    assert.deepEqual(cost(dev, "registry, Basic"), both(5.0674)); // 0.1666 × 730 ÷ 24
    assert.equal(linesFor(dev, "logs kept above 31 days").length, 0);
  });

  it("of the prod stack: a paid control plane, two Redis nodes, spot from none", async () => {
    const prod = priced(await planOf("prod-azure"));
    assert.deepEqual(cost(prod, "AKS control plane, Standard"), both(73));
    assert.deepEqual(cost(prod, "Managed Redis Balanced_B5"), both(227.76)); // 2 × 0.156 × 730
    assert.deepEqual(cost(prod, "D4ps_v6, spot"), { least: 0, most: 511 }); // 10 × 0.07 × 730
    assert.deepEqual(cost(prod, "their disks, premium P6"), { least: 61.26, most: 459.45 });
    assert.equal(linesFor(prod, "AKS address out").length, 0, "the NAT gateway is the way out");
  });

  it("of Front Door: the base fee, a million requests, 100 GB, and an inner balancer", async () => {
    const door = priced(await planOf("dev-azure", FRONT_DOOR));
    assert.deepEqual(cost(door, "Front Door Premium, base fee"), both(330));
    assert.deepEqual(cost(door, "Front Door, requests"), both(1.5)); // 100 × 0.015
    assert.deepEqual(cost(door, "Front Door, data out"), both(8.3)); // 100 × 0.083
    assert.deepEqual(cost(door, "AKS inner load balancer, 5 rules"), both(18.25));
  });

  it("of functions: 100,000 events of a second and 512 MB, in the webhook and the worker", async () => {
    const functions = priced(await planOf("dev-azure", ...FUNCTIONS));
    assert.deepEqual(cost(functions, "Functions, time"), both(2.6)); // 2 × 50,000 × 0.000026
    assert.deepEqual(cost(functions, "Functions, executions"), both(0.08)); // 2 × 0.1 × 0.40
    assert.deepEqual(cost(functions, "Service Bus Standard"), both(9.81));
    assert.deepEqual(cost(functions, "Service Bus, operations"), both(0), "13 million are covered");
    const plan = await planOf("dev-azure", ...FUNCTIONS);
    // 5 million events are 15 million operations: 2 million more, at 0.80.
    assert.deepEqual(cost(priced(plan, { events: 5e6 }), "Service Bus, operations"), both(1.6));
  });

  it("of a load balancer's rules above five", () => {
    const rule = { protocol: "Tcp" };
    const balancer = resource("azure-native:network:LoadBalancer", {
      loadBalancingRules: [rule, rule, rule, rule, rule, rule],
      outboundRules: [rule],
    });
    const platform = { runtime: "aks", region: "eastus" } as const;
    const estimated = priced(planWith([balancer], { cloud: "azure", platform }));
    assert.deepEqual(cost(estimated, "Load Balancer, 5 rules"), both(18.25));
    assert.deepEqual(cost(estimated, "Load Balancer, more rules"), both(14.6)); // 2 × 0.01 × 730
  });
});
