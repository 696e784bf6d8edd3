import assert from "node:assert/strict";
import { terminationPolicy } from "../../aws/terminationHandler";
import type { Plan, PlannedResource } from "../../plan/types";
import { environmentOf } from "../support/gateway";
import { input, ofType, only, planOf } from "../support/plans";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const HOOK = "aws:autoscaling/lifecycleHook:LifecycleHook";
const GROUP = "aws:autoscaling/group:Group";
const POD = "spec.template.spec";

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function json(resource: PlannedResource, path: string): unknown {
  return JSON.parse(input(resource, path) as string);
}

function handlerOf(plan: Plan): PlannedResource {
  return only(plan, "kubernetes:apps/v1:Deployment", `${cluster(plan)}-termination`);
}

const cluster = (plan: Plan) => input(only(plan, "aws:eks/cluster:Cluster"), "name") as string;

describe("node termination on EKS", () => {
  let prod: Plan;
  let dev: Plan;

  before(async () => {
    prod = await planOf("prod-aws");
    dev = await planOf("dev");
  });

  it("is handled in prod, and in dev only where it is asked for", async () => {
    assert.equal(ofType(prod, HOOK).length, 1);
    for (const plan of [dev, await planOf("prod-aws", "nodes.terminationHandler=false")]) {
      assert.deepEqual(
        plan.resources.filter(
          ({ type, name }) => type === HOOK || type === RULE || name.includes("termination"),
        ),
        [],
      );
    }
    assert.equal(ofType(await planOf("dev", "nodes.terminationHandler=true"), HOOK).length, 1);
  });

  it("waits before a machine ends as long as its drain may take, and never for good", () => {
    const hook = only(prod, HOOK);
    assert.equal(input(hook, "lifecycleTransition"), "autoscaling:EC2_INSTANCE_TERMINATING");
    assert.equal(input(hook, "defaultResult"), "CONTINUE");
    assert.ok(hook.dependsOn.includes(only(prod, GROUP).urn));
    const drain = Number(environmentOf(handlerOf(prod))["NODE_TERMINATION_GRACE_PERIOD"]);
    // 130 s for a new node, 3 replicas of 60 s on each, 135 s for the last one to stop.
    assert.equal(drain, 130 + 3 * 60 + 135);
    assert.equal(input(hook, "heartbeatTimeout"), drain + 60);
  });

  it("waits longer for replicas that take longer to stop", async () => {
    const plan = await planOf("dev", "nodes.terminationHandler=true", "gateway.longestReply=300s");
    assert.equal(input(only(plan, HOOK), "heartbeatTimeout"), 130 + 5 * 60 + 315 + 60);
  });

  it("hears of its own group, of Spot and of maintenance, and of nothing else", () => {
    const group = only(prod, GROUP);
    const lifecycle = only(prod, RULE, "chatscale-prod-aws-lifecycle");
    assert.ok(lifecycle.dependsOn.includes(group.urn));
    const { detail, ...pattern } = json(lifecycle, "eventPattern") as {
      detail: { AutoScalingGroupName: string[] };
    };
    assert.deepEqual(pattern, {
      source: ["aws.autoscaling"],
      "detail-type": ["EC2 Instance-terminate Lifecycle Action"],
    });
    assert.equal(detail.AutoScalingGroupName.length, 1);
    assert.match(detail.AutoScalingGroupName[0] ?? "", /^chatscale-prod-aws-nodes-/);
    assert.deepEqual(json(only(prod, RULE, "chatscale-prod-aws-spot"), "eventPattern"), {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Spot Instance Interruption Warning"],
    });
    assert.deepEqual(json(only(prod, RULE, "chatscale-prod-aws-maintenance"), "eventPattern"), {
      source: ["aws.health"],
      "detail-type": ["AWS Health Event"],
      detail: { service: ["EC2"], eventTypeCategory: ["scheduledChange"] },
    });
    assert.equal(ofType(prod, RULE).length, 3);
  });

  it("leaves rebalancing to the group, which starts the new machine first", () => {
    assert.equal(input(only(prod, GROUP), "capacityRebalance"), true);
    assert.doesNotMatch(JSON.stringify(ofType(prod, RULE)), /Rebalance/);
  });

  it("sends every event to one queue, which takes them from these rules only", () => {
    const queue = only(prod, "aws:sqs/queue:Queue", "chatscale-prod-aws-termination");
    assert.equal(input(queue, "messageRetentionSeconds"), 300);
    assert.equal(input(queue, "sqsManagedSseEnabled"), true);
    const rules = ofType(prod, RULE);
    assert.equal(ofType(prod, TARGET).length, rules.length);
    const arns = ofType(prod, TARGET).map((target) => input(target, "arn") as string);
    assert.equal(new Set(arns).size, 1);
    const policy = only(prod, "aws:sqs/queuePolicy:QueuePolicy", "chatscale-prod-aws-termination");
    const [events, tls] = (json(policy, "policy") as { Statement: Statement[] }).Statement;
    assert.ok(events && tls);
    assert.deepEqual(
      [events.Effect, events.Principal, events.Action, events.Resource],
      ["Allow", { Service: "events.amazonaws.com" }, "sqs:SendMessage", arns[0]],
    );
    const senders = events.Condition["ArnEquals"]?.["aws:SourceArn"] as string[];
    assert.deepEqual(
      senders.map((arn) => /rule\/chatscale-prod-aws-(\w+)-/.exec(arn)?.[1]),
      ["lifecycle", "spot", "maintenance"],
    );
    assert.equal(tls.Effect, "Deny");
    assert.deepEqual(tls.Condition, { Bool: { "aws:SecureTransport": "false" } });
  });

  it("may end the waiting of its group and read its queue, and else only look", () => {
    const { Statement: statements } = JSON.parse(terminationPolicy("arn:group", "arn:queue")) as {
      Statement: { Action: string | string[]; Resource: string }[];
    };
    assert.deepEqual(
      statements.map(({ Action, Resource }) => [Resource, Action]),
      [
        ["arn:group", "autoscaling:CompleteLifecycleAction"],
        ["arn:queue", ["sqs:DeleteMessage", "sqs:ReceiveMessage"]],
        [
          "*",
          [
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeTags",
            "ec2:DescribeInstances",
          ],
        ],
      ],
    );
    const association = only(
      prod,
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      "chatscale-prod-aws-termination",
    );
    assert.equal(input(association, "serviceAccount"), "aws-node-termination-handler");
    assert.equal(input(association, "namespace"), "kube-system");
    const role = only(
      prod,
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
      "chatscale-prod-aws-termination",
    );
    assert.deepEqual(input(role, "rules"), [
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "patch", "update"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
      { apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["get"] },
    ]);
  });

  it("drains machines of its own cluster only, by their queue, in the pods' own time", () => {
    const { QUEUE_URL, NODE_NAME, POD_NAME, NAMESPACE, ...rest } = environmentOf(handlerOf(prod));
    assert.match(QUEUE_URL ?? "", /^https:\/\/sqs\.us-east-1\..*\/chatscale-prod-aws-termination-/);
    assert.ok(handlerOf(prod).unknown.some((path) => path.includes("env")));
    assert.deepEqual([NODE_NAME, POD_NAME, NAMESPACE], [undefined, undefined, undefined]);
    assert.deepEqual(rest, {
      AWS_REGION: "us-east-1",
      ENABLE_SQS_TERMINATION_DRAINING: "true",
      CHECK_TAG_BEFORE_DRAINING: "true",
      MANAGED_TAG: "kubernetes.io/cluster/chatscale-prod-aws",
      DELETE_SQS_MSG_IF_NODE_NOT_FOUND: "true",
      NODE_TERMINATION_GRACE_PERIOD: "445",
      POD_TERMINATION_GRACE_PERIOD: "-1",
      ENABLE_PROBES_SERVER: "true",
      PROBES_SERVER_PORT: "8080",
      PROBES_SERVER_ENDPOINT: "/healthz",
      JSON_LOGGING: "true",
    });
    const tags = input(only(prod, GROUP), "tags") as { key: string; propagateAtLaunch: boolean }[];
    const [own] = tags.filter(({ key }) => key === rest.MANAGED_TAG);
    assert.equal(own?.propagateAtLaunch, true);
  });

  it("runs twice, apart, as Pod Security restricted asks, and goes one pod at a time", () => {
    const handler = handlerOf(prod);
    assert.equal(input(handler, "spec.replicas"), 2);
    assert.equal(input(handler, `${POD}.priorityClassName`), "system-cluster-critical");
    assert.deepEqual(input(handler, `${POD}.securityContext`), {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(input(handler, `${POD}.containers.0.securityContext`), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.match(input(handler, `${POD}.containers.0.image`) as string, /:v\d+\.\d+\.\d+$/);
    assert.deepEqual(input(handler, `${POD}.containers.0.resources`), {
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { memory: "128Mi" },
    });
    const budget = only(
      prod,
      "kubernetes:policy/v1:PodDisruptionBudget",
      "chatscale-prod-aws-termination",
    );
    // Without a budget, Cluster Autoscaler would keep every node that such a pod runs on.
    assert.equal(input(budget, "metadata.namespace"), input(handler, "metadata.namespace"));
    assert.equal(input(budget, "spec.maxUnavailable"), 1);
    assert.deepEqual(input(budget, "spec.selector"), input(handler, "spec.selector"));
  });

  it("is deleted with its cluster, and starts when its rights are there", () => {
    const handler = handlerOf(prod);
    assert.equal(handler.deletedWith, only(prod, "aws:eks/cluster:Cluster").urn);
    for (const part of ["PodIdentityAssociation", "ClusterRoleBinding", "ServiceAccount"]) {
      assert.ok(
        handler.dependsOn.some((urn) => urn.includes(part) && urn.includes("termination")),
        part,
      );
    }
  });

  it("counts as a tenant of the nodes", async () => {
    // Full to the last replica without it.
    const full = ["gateway.maxReplicas=12", "gateway.memory=480Mi"];
    await assert.doesNotReject(planOf("dev", ...full));
    await assert.rejects(
      planOf("dev", ...full, "nodes.terminationHandler=true"),
      /gateway\.maxReplicas: 12\n {4}must fit nodes\.max/,
    );
  });
});
