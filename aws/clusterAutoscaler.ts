import type { Group } from "@pulumi/aws/autoscaling";
import type { Cluster } from "@pulumi/aws/eks";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { AUTOSCALER_GRACE_SECONDS } from "../shared/config/limits";
import { inCluster } from "../shared/kubernetes/inCluster";
import { createAutoscalerRules } from "./clusterAutoscalerRules";
import { policyDocument } from "./iam";
import { createPodIdentity } from "./podIdentity";

export interface ClusterAutoscalerArgs {
  readonly cluster: Cluster;
  readonly provider: Provider;
  readonly region: string;
  /** Minor version of the cluster; the autoscaler's must be the same. */
  readonly kubernetesVersion: string;
  readonly group: Group;
  readonly dependsOn: readonly pulumi.Resource[];
}

const NAME = "cluster-autoscaler";
const NAMESPACE = "kube-system";
const IMAGE = "registry.k8s.io/autoscaling/cluster-autoscaler";

/** Cluster Autoscaler: adds nodes for pods that wait, and drains nodes that stand idle. */
export class ClusterAutoscaler extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterAutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:ClusterAutoscaler", name, {}, opts);
    const options = { ...inCluster(this, args), dependsOn: [...args.dependsOn] };
    const identity = createPodIdentity(
      `${name}-autoscaler`,
      {
        cluster: args.cluster,
        namespace: NAMESPACE,
        serviceAccount: NAME,
        policy: args.group.arn.apply(autoscalerPolicy),
      },
      this,
    );
    const account = new ServiceAccount(
      `${name}-autoscaler`,
      { metadata: { name: NAME, namespace: NAMESPACE } },
      options,
    );
    const rules = createAutoscalerRules(`${name}-autoscaler`, NAME, NAMESPACE, options);
    new Deployment(`${name}-autoscaler`, deployment(name, args), {
      ...options,
      dependsOn: [...args.dependsOn, identity, account, ...rules],
    });
    this.registerOutputs();
  }
}

/** It moves the nodes of this group, and looks at the others. The Describe calls know no resource level (AWS: actions of EC2 Auto Scaling). */
export function autoscalerPolicy(groupArn: string): string {
  return policyDocument(
    {
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: groupArn,
    },
    {
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ],
      Resource: "*",
    },
  );
}

function deployment(name: string, args: ClusterAutoscalerArgs) {
  const labels = { "app.kubernetes.io/name": NAME };
  return {
    metadata: { name: NAME, namespace: NAMESPACE, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: NAME,
          priorityClassName: "system-cluster-critical",
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65534,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: NAME,
              image: `${IMAGE}:v${args.kubernetesVersion}.0`,
              command: ["./cluster-autoscaler"],
              args: [
                "--cloud-provider=aws",
                `--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/${name}`,
                "--expander=least-waste",
                "--balance-similar-node-groups",
                "--skip-nodes-with-local-storage=false",
                `--max-graceful-termination-sec=${AUTOSCALER_GRACE_SECONDS}`,
              ],
              env: [{ name: "AWS_REGION", value: args.region }],
              resources: {
                requests: { cpu: "100m", memory: "600Mi" },
                limits: { memory: "600Mi" },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
        },
      },
    },
  };
}
