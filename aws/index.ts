import { Attachment } from "@pulumi/aws/autoscaling";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getSessionContextOutput } from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig, EksConfig } from "../shared/config/schema";
import { ChatbotApp } from "../shared/kubernetes/chatbotApp";
import type { DeployPlatform, KubernetesTarget, PlatformOutputs } from "../shared/platform";
import type { ChatbotWorkload } from "../shared/workload";
import { ClusterAutoscaler } from "./clusterAutoscaler";
import { EksCluster } from "./eks";
import { Functions } from "./functions";
import { createServiceRole } from "./iam";
import { LoadBalancer } from "./loadBalancer";
import { Network } from "./network";
import { Nodes } from "./nodes";
import { StoredSecret } from "./secret";

/** The port that every node forwards to the gateway: the ALB's target. */
const NODE_PORT = 30080;

/** EKS Pod Identity's agent on each node (AWS docs, "EKS Pod Identity Agent"). */
const POD_IDENTITY_AGENT = { cidr: "169.254.170.23/32", port: 80 };

/** Deploys the chatbot on AWS. */
export const deployAws: DeployPlatform<AwsConfig> = (name, config, workload) => {
  // The config's rules refuse ecs before this point.
  if (config.runtime !== "eks")
    throw new pulumi.RunError(`runtime ${config.runtime} is not supported yet`);
  return deployEks(name, config, workload);
};

const deployEks: DeployPlatform<EksConfig> = (name, config, workload) => {
  const provider = createProvider(name, config);
  const opts = { providers: [provider] };
  const invoke = { provider };

  const zones = getAvailabilityZonesOutput({ state: "available" }, invoke).names;
  const network = new Network(
    name,
    {
      cidr: config.network.cidr,
      region: config.region,
      zones: Array.from({ length: config.network.zones }, (_, zone) =>
        zones.apply((all) => all[zone] ?? ""),
      ),
      natPerZone: config.network.natPerZone,
      privateSubnetTags: { [`kubernetes.io/cluster/${name}`]: "shared" },
    },
    opts,
  );
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
  const caller = getCallerIdentityOutput({}, invoke);
  const eks = new EksCluster(
    name,
    {
      config,
      privateSubnetIds: network.privateSubnetIds,
      nodeRoleArn: nodeRole.role.arn,
      // An access entry takes the role, never the session that assumed it.
      deployerRoleArn: getSessionContextOutput({ arn: caller.arn }, invoke).issuerArn,
    },
    opts,
  );
  const loadBalancer = new LoadBalancer(
    name,
    {
      config,
      vpcId: network.vpcId,
      subnetIds: network.publicSubnetIds,
      targetType: "instance",
      targetPort: NODE_PORT,
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
  const target: KubernetesTarget = {
    provider: eks.provider,
    cluster: eks.cluster,
    ready: [nodes.group, ...addons],
    exposure: { kind: "nodePort", nodePort: NODE_PORT, clientCidrs: [config.network.cidr] },
    podIdentity: { serviceAccountAnnotations: {}, podLabels: {}, agent: POD_IDENTITY_AGENT },
    podMetrics: false,
  };
  new ChatbotApp(name, { workload, target });
  return {
    ...deployFunctions(name, config, workload, provider),
    url: loadBalancer.url,
    clusterName: eks.cluster.name,
    loadBalancerId: loadBalancer.balancer.arn,
    loadBalancerAddress: loadBalancer.balancer.dnsName,
    kubeconfig: eks.kubeconfig,
  };
};

function deployFunctions(
  name: string,
  config: AwsConfig,
  workload: ChatbotWorkload,
  provider: Provider,
): Pick<PlatformOutputs, "webhookUrl" | "webhookKey"> {
  if (!workload.functions.enabled) return {};
  const value = workload.model.apiKey;
  const description = "Key of the model's API";
  const recoverable = config.size === "prod";
  const secret =
    value &&
    new StoredSecret(`${name}-model-key`, { description, value, recoverable }, { provider });
  const modelKey = secret && { arn: secret.arn, ready: [secret.version] };
  const functions = new Functions(
    name,
    { config, workload, ...(modelKey && { modelKey }) },
    { providers: [provider] },
  );
  return { webhookUrl: functions.webhookUrl, webhookKey: functions.webhookKey };
}

function createProvider(name: string, config: AwsConfig): Provider {
  return new Provider(name, {
    region: config.region,
    defaultTags: { tags: { Environment: name, ManagedBy: "pulumi", ...config.tags } },
  });
}
