import assert from "node:assert/strict";
import type { Json, Plan, PlannedResource } from "../../plan/types";
import { AWS_INVARIANTS } from "../support/awsInvariants";
import { shortType } from "../support/awsNames";
import { FACTORS, pairwiseStacks, stackOf } from "../support/awsStacks";
import { withValue } from "../support/json";
import { countPairs, pairsOf } from "../support/pairwise";
import { planOf } from "../support/plans";
import { mandatoryIn } from "../support/violations";

type Name = keyof typeof AWS_INVARIANTS;

describe("what holds in every plan on AWS", () => {
  for (const levels of pairwiseStacks()) {
    const { stack, set } = stackOf(levels);
    it(`holds with ${Object.values(levels).join(", ")}`, async () => {
      const plan = await planOf(stack, ...set);
      for (const [name, violations] of Object.entries(AWS_INVARIANTS)) {
        assert.deepEqual(violations(plan), [], name);
      }
      assert.deepEqual(mandatoryIn(plan, levels.size === "prod"), []);
    });
  }

  it("is tried with every two levels of what a stack can be", () => {
    const tried = new Set(pairwiseStacks().flatMap(pairsOf));
    assert.equal(tried.size, countPairs(FACTORS));
  });
});

describe("the invariants of AWS themselves", () => {
  let eks: Plan;
  let ecs: Plan;

  before(async () => {
    const shared = { size: "prod", domain: "zone", market: "spot", functions: "on" };
    const levels = { ...shared, clouds: "both" };
    const [nodes, fargate] = ["nodes", "fargate"].map((capacity) => {
      const { stack, set } = stackOf({ ...levels, capacity });
      return planOf(stack, ...set);
    });
    [eks, ecs] = (await Promise.all([nodes, fargate])) as [Plan, Plan];
  });

  const breaks: [invariant: Name, type: string, key: string, value: Json | undefined][] = [
    ["opensOnlyTheBalancer", "vpc:SecurityGroupIngressRule", "fromPort", 22],
    ["opensOnlyTheBalancer", "vpc:SecurityGroupIngressRule", "cidrIpv6", "::/0"],
    ["opensOnlyTheBalancer", "ec2:DefaultSecurityGroup", "ingress", [{ fromPort: 22 }]],
    ["opensOnlyTheBalancer", "lb:LoadBalancer", "securityGroups", ["sg-other"]],
    ["encryptsAtRest", "ec2:LaunchTemplate", "blockDeviceMappings", []],
    ["encryptsAtRest", "ec2:LaunchTemplate", "blockDeviceMappings", [{ ebs: {} }]],
    ["encryptsAtRest", "ecr:Repository", "encryptionConfigurations", undefined],
    ["encryptsAtRest", "eks:Cluster", "encryptionConfig", undefined],
    ["encryptsAtRest", "elasticache:ReplicationGroup", "atRestEncryptionEnabled", false],
    ["encryptsAtRest", "kms:Key", "enableKeyRotation", undefined],
    ["encryptsAtRest", "sns:Topic", "kmsMasterKeyId", undefined],
    ["encryptsAtRest", "sqs:Queue", "sqsManagedSseEnabled", false],
    ["keepsMachinesPrivate", "ec2:Subnet", "mapPublicIpOnLaunch", true],
    ["keepsMachinesPrivate", "ec2:Route", "gatewayId", undefined],
    ["keepsMachinesPrivate", "ec2:Route", "gatewayId", "igw-1"],
    [
      "keepsMachinesPrivate",
      "ec2:LaunchTemplate",
      "networkInterfaces",
      [{ associatePublicIpAddress: "true" }],
    ],
    ["reachesTheCacheOverTls", "elasticache:ReplicationGroup", "transitEncryptionEnabled", false],
    [
      "reachesTheCacheOverTls",
      "elasticache:ReplicationGroup",
      "transitEncryptionMode",
      "preferred",
    ],
    ["reachesTheCacheOverTls", "elasticache:ReplicationGroup", "authToken", undefined],
    ["endsEveryLog", "cloudwatch:LogGroup", "retentionInDays", undefined],
    ["endsEveryLog", "cloudwatch:LogGroup", "retentionInDays", 0],
    ["tagsEverything", "autoscaling:Group", "tags", []],
    ["tagsEverything", "ec2:LaunchTemplate", "tagSpecifications", []],
    ["namesWithinLimits", "eks:Cluster", "name", "chat!"],
    ["namesWithinLimits", "kms:Alias", "name", "alias/aws/chat"],
  ];

  for (const [invariant, type, key, value] of breaks) {
    it(`${invariant} finds ${type} with ${key} ${value === undefined ? "left out" : JSON.stringify(value)}`, () => {
      const broken = changed(eks, type, ({ inputs }) => ({
        inputs: withValue(inputs, key, value),
      }));
      assert.deepEqual(AWS_INVARIANTS[invariant](eks), []);
      assert.notDeepEqual(AWS_INVARIANTS[invariant](broken), []);
    });
  }

  it("keepsMachinesPrivate finds a task with a public address", () => {
    const networkConfiguration = { assignPublicIp: true };
    const broken = changed(ecs, "ecs:Service", () => ({ inputs: { networkConfiguration } }));
    assert.equal(AWS_INVARIANTS.keepsMachinesPrivate(broken).length, 1);
  });

  it("leavesAutoscalersAlone finds counts that Pulumi keeps, of machines, tasks and pods", () => {
    const machines = changed(eks, "autoscaling:Group", ({ inputs }) => ({
      inputs: { ...inputs, desiredCapacity: 3 },
      ignoreChanges: [],
    }));
    assert.equal(AWS_INVARIANTS.leavesAutoscalersAlone(machines).length, 1);
    const tasks = changed(ecs, "ecs:Service", () => ({ ignoreChanges: [] }));
    assert.equal(AWS_INVARIANTS.leavesAutoscalersAlone(tasks).length, 1);
    const pods = changed(eks, "kubernetes:apps/v1:Deployment", ({ inputs }) => ({
      inputs: { ...inputs, spec: { replicas: 2 } },
    }));
    assert.equal(AWS_INVARIANTS.leavesAutoscalersAlone(pods).length, 1);
  });

  it("tagsEverything finds a resource of another provider", () => {
    const broken = changed(ecs, "sqs:Queue", () => ({ provider: "urn:other" }));
    assert.equal(AWS_INVARIANTS.tagsEverything(broken).length, 2);
  });

  it("encryptsAtRest and endsEveryLog find a bucket without the settings", () => {
    const resources = eks.resources.filter(({ type }) => !type.startsWith("aws:s3/bucketS"));
    assert.equal(AWS_INVARIANTS.encryptsAtRest({ ...eks, resources }).length, 1);
    const endless = eks.resources.filter(({ type }) => !type.startsWith("aws:s3/bucketLifecycle"));
    assert.equal(AWS_INVARIANTS.endsEveryLog({ ...eks, resources: endless }).length, 1);
  });

  it("namesWithinLimits finds a logical name that leaves no room, and an unknown type", () => {
    const long = changed(eks, "lb:TargetGroup", () => ({ name: "a".repeat(25) }));
    assert.equal(AWS_INVARIANTS.namesWithinLimits(long).length, 1);
    const strange = changed(eks, "lb:TargetGroup", () => ({ type: "aws:mq/broker:Broker" }));
    assert.match(AWS_INVARIANTS.namesWithinLimits(strange)[0] ?? "", /no rule for names of mq/);
  });
});

/** A plan whose resources of a type are changed. */
function changed(
  plan: Plan,
  type: string,
  change: (resource: PlannedResource) => Partial<PlannedResource>,
): Plan {
  const isMeant = (resource: PlannedResource) =>
    shortType(resource.type) === type || resource.type === type;
  assert.ok(plan.resources.some(isMeant), type);
  const resources = plan.resources.map((resource) =>
    isMeant(resource) ? { ...resource, ...change(resource) } : resource,
  );
  return { ...plan, resources };
}
