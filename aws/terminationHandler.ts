import type { Group } from "@pulumi/aws/autoscaling";
import type { Cluster } from "@pulumi/aws/eks";
import type { Queue } from "@pulumi/aws/sqs";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { TERMINATION_HANDLER } from "../shared/config/limits";
import { createDisruptionBudget } from "../shared/kubernetes/autoscaling";
import { inCluster } from "../shared/kubernetes/inCluster";
import { RESTRICTED_CONTAINER, restrictedPod, spread } from "../shared/kubernetes/podDefaults";
import { cpuQuantity, memoryQuantity } from "../shared/units";
import { createClusterRole, type Rule } from "./clusterRole";
import { policyDocument } from "./iam";
import { createPodIdentity } from "./podIdentity";
import { TerminationEvents } from "./terminationEvents";

export interface TerminationHandlerArgs {
  readonly cluster: Cluster;
  readonly provider: Provider;
  readonly region: string;
  readonly group: Group;
  /** A tag that only machines of this cluster have. */
  readonly machineTag: string;
  /** Longest that a node may take to be drained, in seconds. */
  readonly drainSeconds: number;
  readonly dependsOn: readonly pulumi.Resource[];
}

const NAME = "aws-node-termination-handler";
const NAMESPACE = "kube-system";
const IMAGE = "public.ecr.aws/aws-ec2/aws-node-termination-handler:v1.25.3";
const PROBE = { path: "/healthz", port: 8080 };

/** What it needs to drain a node (the chart of its project, queue mode). */
const RULES: Rule[] = [
  { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "patch", "update"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["get"] },
];

/**
 * AWS Node Termination Handler: drains a node before AWS or its group ends the machine. Nodes that
 * Cluster Autoscaler removes are empty by then, and go on at once.
 */
export class TerminationHandler extends pulumi.ComponentResource {
  constructor(name: string, args: TerminationHandlerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:TerminationHandler", name, {}, opts);
    const resourceName = `${name}-termination`;
    const { group, drainSeconds } = args;
    const { queue } = new TerminationEvents(name, { group, drainSeconds }, { parent: this });
    const options = { ...inCluster(this, args), dependsOn: [...args.dependsOn] };
    const identity = createPodIdentity(
      resourceName,
      {
        cluster: args.cluster,
        namespace: NAMESPACE,
        serviceAccount: NAME,
        policy: pulumi
          .all([group.arn, queue.arn])
          .apply(([groupArn, queueArn]) => terminationPolicy(groupArn, queueArn)),
      },
      this,
    );
    const metadata = { name: NAME, namespace: NAMESPACE, labels: LABELS };
    const account = new ServiceAccount(resourceName, { metadata }, options);
    const role = createClusterRole(
      resourceName,
      { name: NAME, namespace: NAMESPACE },
      RULES,
      options,
    );
    createDisruptionBudget(resourceName, metadata, LABELS, options);
    new Deployment(
      resourceName,
      { metadata, spec: deploymentSpec(args, queue) },
      { ...options, dependsOn: [...args.dependsOn, identity, account, role] },
    );
    this.registerOutputs();
  }
}

/** The Describe calls know no resource level (AWS: actions of EC2 and of EC2 Auto Scaling). */
export function terminationPolicy(groupArn: string, queueArn: string): string {
  return policyDocument(
    { Action: "autoscaling:CompleteLifecycleAction", Resource: groupArn },
    { Action: ["sqs:DeleteMessage", "sqs:ReceiveMessage"], Resource: queueArn },
    {
      Action: [
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeTags",
        "ec2:DescribeInstances",
      ],
      Resource: "*",
    },
  );
}

const LABELS = { "app.kubernetes.io/name": NAME };

function deploymentSpec(args: TerminationHandlerArgs, queue: Queue) {
  const { replicas, millicores, mebibytes } = TERMINATION_HANDLER;
  const memory = memoryQuantity(mebibytes);
  return {
    replicas,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: NAME,
        priorityClassName: "system-cluster-critical",
        securityContext: restrictedPod(1000),
        topologySpreadConstraints: spread(LABELS),
        containers: [
          {
            name: NAME,
            image: IMAGE,
            env: environment(args, queue.url),
            ports: [{ name: "probe", containerPort: PROBE.port }],
            livenessProbe: { httpGet: PROBE, periodSeconds: 5, initialDelaySeconds: 5 },
            resources: { requests: { cpu: cpuQuantity(millicores), memory }, limits: { memory } },
            securityContext: RESTRICTED_CONTAINER,
          },
        ],
      },
    },
  };
}

function environment(args: TerminationHandlerArgs, queueUrl: pulumi.Output<string>) {
  const values: Readonly<Record<string, pulumi.Input<string>>> = {
    AWS_REGION: args.region,
    ENABLE_SQS_TERMINATION_DRAINING: "true",
    QUEUE_URL: queueUrl,
    // The rules hear of every machine in the account: those of others are left alone.
    CHECK_TAG_BEFORE_DRAINING: "true",
    MANAGED_TAG: args.machineTag,
    DELETE_SQS_MSG_IF_NODE_NOT_FOUND: "true",
    NODE_TERMINATION_GRACE_PERIOD: String(args.drainSeconds),
    // Each pod has the time that it asks for.
    POD_TERMINATION_GRACE_PERIOD: "-1",
    ENABLE_PROBES_SERVER: "true",
    PROBES_SERVER_PORT: String(PROBE.port),
    PROBES_SERVER_ENDPOINT: PROBE.path,
    JSON_LOGGING: "true",
  };
  // Its own pod is the one that it does not evict: it would never tell the group that it is done.
  const own = {
    NODE_NAME: "spec.nodeName",
    POD_NAME: "metadata.name",
    NAMESPACE: "metadata.namespace",
  };
  return [
    ...Object.entries(own).map(([name, fieldPath]) => ({
      name,
      valueFrom: { fieldRef: { fieldPath } },
    })),
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
  ];
}
