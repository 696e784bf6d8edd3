import { Attachment } from "@pulumi/aws/autoscaling";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getSessionContextOutput } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { addonVersions } from "../shared/config/eksAddons";
import type { EksConfig } from "../shared/config/schema";
import { nodeDrainSeconds } from "../shared/drain";
import { ChatbotApp } from "../shared/kubernetes/chatbotApp";
import { eksNodeCapacity } from "../shared/nodeCapacity";
import type { KubernetesTarget } from "../shared/platform";
import type { ChatbotWorkload } from "../shared/workload";
import { runningPods, unavailablePods } from "./alarmSources";
import type { AwsBase, ClusterResult } from "./base";
import { ClusterAutoscaler } from "./clusterAutoscaler";
import { ContainerInsights } from "./containerInsights";
import { EksCluster } from "./eks";
import { createServiceRole } from "./iam";
import { Nodes } from "./nodes";
import { PodSecrets } from "./podSecrets";
import { TerminationHandler } from "./terminationHandler";

/** The port that every node forwards to the gateway: the ALB's target. */
export const NODE_PORT = 30080;

/** EKS Pod Identity's agent on each node (AWS docs, "EKS Pod Identity Agent"). */
const POD_IDENTITY_AGENT = { cidr: "169.254.170.23/32", port: 80 };

/** Runs the gateway on EKS, on an Auto Scaling Group that Cluster Autoscaler moves. */
export function deployEks(
  name: string,
  config: EksConfig,
  workload: ChatbotWorkload,
  base: AwsBase,
): ClusterResult {
  const { provider, network, loadBalancer, cache, secretArns } = base;
  const opts = { providers: [provider] };
  const invoke = { provider };
  const versions = addonVersions(config);
  const nodeRole = createServiceRole(
    `${name}-nodes`,
    {
      service: "ec2.amazonaws.com",
      managedPolicies: [
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEKS_CNI_Policy",
      ],
    },
    { provider },
  );
  const eks = new EksCluster(
    name,
    {
      config,
      privateSubnetIds: network.privateSubnetIds,
      nodeRoleArn: nodeRole.role.arn,
      deployerRoleArn: config.kubernetesApi.deployerRoleArn ?? callersRole(invoke),
    },
    opts,
  );
  const nodes = new Nodes(
    name,
    {
      config,
      cluster: eks.cluster,
      role: nodeRole.role,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      loadBalancerSecurityGroupId: loadBalancer.securityGroup.id,
      nodePort: NODE_PORT,
      prerequisites: [...network.routes, ...nodeRole.policies, ...eks.nodePrerequisites],
    },
    opts,
  );
  new Attachment(
    name,
    { autoscalingGroupName: nodes.group.name, lbTargetGroupArn: loadBalancer.targetGroup.arn },
    { provider },
  );
  const addons = eks.installWorkloadAddons(name, nodes.group);
  new ContainerInsights(
    name,
    {
      cluster: eks.cluster,
      clusterName: name,
      size: config.size,
      addonVersions: versions,
      dependsOn: [nodes.group],
    },
    opts,
  );
  new ClusterAutoscaler(
    name,
    {
      cluster: eks.cluster,
      provider: eks.provider,
      region: config.region,
      kubernetesVersion: config.kubernetesVersion,
      group: nodes.group,
      dependsOn: [nodes.group, ...addons],
    },
    opts,
  );
  if (config.nodes.terminationHandler) {
    new TerminationHandler(
      name,
      {
        cluster: eks.cluster,
        provider: eks.provider,
        region: config.region,
        group: nodes.group,
        machineTag: nodes.machineTag,
        drainSeconds: nodeDrainSeconds(
          eksNodeCapacity(config.nodes.instanceType),
          workload.gateway,
        ),
        dependsOn: [nodes.group, ...addons],
      },
      opts,
    );
  }
  cache?.allowFrom(`${name}-pods`, eks.cluster.vpcConfig.clusterSecurityGroupId);
  const secrets =
    Object.keys(secretArns).length > 0
      ? new PodSecrets(
          name,
          {
            cluster: eks.cluster,
            region: config.region,
            addonVersions: versions,
            secretArns,
            revision: base.secretsRevision,
            dependsOn: [nodes.group],
          },
          opts,
        )
      : undefined;
  const target: KubernetesTarget = {
    provider: eks.provider,
    cluster: eks.cluster,
    ready: [nodes.group, ...addons, ...(secrets?.ready ?? []), ...base.secretVersions],
    exposure: { kind: "nodePort", nodePort: NODE_PORT, clientCidrs: [config.network.cidr] },
    podIdentity: { serviceAccountAnnotations: {}, podLabels: {}, agent: POD_IDENTITY_AGENT },
    image: base.image,
    ...(cache && { sessionStore: cache.sessionStore }),
    ...(secrets && { secrets: secrets.store }),
  };
  new ChatbotApp(name, { workload, target });
  return {
    outputs: { clusterName: eks.cluster.name, kubeconfig: eks.kubeconfig },
    watched: {
      replicas: runningPods(eks.cluster.name),
      unhealthyReplicas: unavailablePods(eks.cluster.name),
      nodes: { group: nodes.group.name, max: config.nodes.max },
    },
  };
}

/** The role of whoever runs the program: an access entry takes no session of it. */
function callersRole(invoke: pulumi.InvokeOptions): pulumi.Output<string> {
  const { arn } = getCallerIdentityOutput({}, invoke);
  return getSessionContextOutput({ arn }, invoke).issuerArn;
}
