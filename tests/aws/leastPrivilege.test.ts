import assert from "node:assert/strict";
import type { Json, JsonObject, Plan } from "../../plan/types";
import { aws } from "../support/awsInvariants";
import { pairwiseStacks, stackOf } from "../support/awsStacks";
import { asObject, list, text } from "../support/json";
import { planOf } from "../support/plans";

/** Actions that know no resource, by what asks for them (AWS service authorization reference). */
const WITHOUT_RESOURCE: Readonly<Record<string, readonly string[]>> = {
  "X-Ray takes traces of the whole account": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  "Lambda looks for its network interfaces; EC2 describes all or nothing": [
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
  ],
  "Cluster Autoscaler reads what nodes a group could start; both services describe all or nothing":
    [
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:DescribeLaunchConfigurations",
      "autoscaling:DescribeScalingActivities",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:GetInstanceTypesFromInstanceRequirements",
    ],
  "Node Termination Handler looks at the machine of an event; both services describe all or nothing":
    ["autoscaling:DescribeTags", "ec2:DescribeInstances"],
  "ECS Exec opens channels that have no ARN": [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
};

/** Actions on all of EC2 in one region and account, since Lambda makes the interfaces by itself. */
const ALL_OF_EC2 = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
];

/** Policies of AWS's own, and what they are for. */
const MANAGED: Readonly<Record<string, string>> = {
  AmazonEC2ContainerRegistryPullOnly: "nodes pull images",
  AmazonEKSClusterPolicy: "the control plane works in the network",
  AmazonEKSWorkerNodePolicy: "nodes join the cluster",
  AmazonEKS_CNI_Policy: "nodes give pods their addresses",
  CloudWatchAgentServerPolicy: "the agents write metrics and logs",
  "service-role/AmazonEC2ContainerServiceforEC2Role": "machines join the cluster of ECS",
  "service-role/AmazonECSTaskExecutionRolePolicy": "ECS pulls images and opens logs",
};

interface Right {
  readonly of: string;
  readonly type: string;
  readonly actions: readonly string[];
  /** Absent in a trust policy, which is about the role itself. */
  readonly resources: readonly string[];
  readonly principal: Json | undefined;
}

describe("rights on AWS", () => {
  const plans: Plan[] = [];

  before(async () => {
    for (const levels of pairwiseStacks()) {
      const { stack, set } = stackOf(levels);
      plans.push(await planOf(stack, ...set));
    }
  });

  const all = () => plans.flatMap(rightsOf);

  it("are found in roles, queues, keys and buckets", () => {
    assert.deepEqual([...new Set(all().map(({ type }) => type))].sort(), [
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:kms/key:Key",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:sqs/queuePolicy:QueuePolicy",
    ]);
  });

  it("name each action", () => {
    assert.deepEqual(all().flatMap(wideActions), []);
  });

  it("name their resource, but for actions that know none", () => {
    assert.deepEqual(all().flatMap(wideResources), []);
  });

  it("are on the list for a reason: no entry is unused", () => {
    const used = new Set(all().flatMap(({ actions }) => actions));
    const listed = [...Object.values(WITHOUT_RESOURCE).flat(), ...ALL_OF_EC2];
    assert.deepEqual(
      listed.filter((action) => !used.has(action)),
      [],
    );
  });

  it("are given to one service each, and to nobody outside of the account", () => {
    const others = all().filter(({ principal }) => {
      if (principal === undefined) return false;
      const { Service, AWS, ...rest } = asObject(principal);
      const isService = /^[a-z0-9.-]+\.amazonaws\.com$/.test(text(Service));
      const isAccount = AWS === "arn:aws:iam::123456789012:root";
      return Object.keys(rest).length > 0 || isService === isAccount;
    });
    assert.deepEqual(others, []);
  });

  it("come from no policies of AWS's but these", () => {
    const attached = plans.flatMap(({ resources }) =>
      resources
        .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .map(({ inputs }) => text(inputs["policyArn"]).replace("arn:aws:iam::aws:policy/", "")),
    );
    assert.deepEqual([...new Set(attached)].sort(), Object.keys(MANAGED).sort());
  });

  it("would be found where they are too wide", () => {
    const right: Right = {
      of: "role",
      type: "aws:iam/rolePolicy:RolePolicy",
      actions: ["sqs:SendMessage"],
      resources: ["arn:aws:sqs:us-east-1:123456789012:events"],
      principal: undefined,
    };
    const wide = (change: Partial<Right>) => {
      const changed = { ...right, ...change };
      return [...wideActions(changed), ...wideResources(changed)].length;
    };
    assert.equal(wide({}), 0);
    for (const action of ["*", "sqs:*", "sqs:Send*"]) assert.equal(wide({ actions: [action] }), 1);
    for (const resource of ["*", "arn:aws:sqs:*:*:*", "arn:aws:sqs:us-east-1:123456789012:*"]) {
      assert.equal(wide({ resources: [resource] }), 1, resource);
    }
    assert.equal(wide({ resources: [] }), 1);
    assert.equal(wide({ resources: ["arn:aws:ec2:us-east-1:123456789012:*/*"] }), 1);
  });
});

/** What a plan's policies allow, one entry for each statement. */
function rightsOf(plan: Plan): Right[] {
  return aws(plan).flatMap(({ urn, type, inputs }) =>
    Object.values(inputs)
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === "Allow")
      .map(({ Action, Resource, Principal }) => ({
        of: urn,
        type,
        actions: each(Action),
        resources: each(Resource),
        principal: Principal,
      })),
  );
}

function statementsOf(value: Json): JsonObject[] {
  if (!text(value).startsWith("{")) return [];
  return list(asObject(JSON.parse(text(value)) as Json)["Statement"]).map(asObject);
}

/** A policy names one thing as text, and several as a list. */
function each(value: Json | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]).map(text) : [text(value)];
}

function wideActions({ of, type, actions, principal }: Right): string[] {
  // What every key has: without it, not even an administrator of the account could mend the policy.
  const isKeyOfAccount = type.startsWith("aws:kms/") && asObject(principal)["AWS"] !== undefined;
  if (isKeyOfAccount && actions.join() === "kms:*") return [];
  return actions.filter((action) => action.includes("*")).map((action) => `${of}: ${action}`);
}

function wideResources({ of, type, actions, resources }: Right): string[] {
  // A key's policy is about that key, and a role's about that role.
  if (type.startsWith("aws:kms/") || type === "aws:iam/role:Role") return [];
  const free = Object.values(WITHOUT_RESOURCE).flat();
  const allowed = (resource: string): readonly string[] | undefined => {
    if (resource === "*") return free;
    if (/^arn:aws:ec2:[\w-]+:\d{12}:\*\/\*$/.test(resource)) return ALL_OF_EC2;
    // In a name of the stack's own, what follows may be anything.
    return /^arn:aws:[\w-]+:[\w-]*:(\d{12})?:[^*]+\*?$/.test(resource) ? undefined : [];
  };
  const wide = resources.flatMap((resource) => {
    const known = allowed(resource);
    return known === undefined ? [] : actions.filter((action) => !known.includes(action));
  });
  return [...wide, ...(resources.length === 0 ? ["no resource"] : [])].map(
    (what) => `${of}: ${what}`,
  );
}
