import type { Step } from "./stack";

export interface Change {
  /** Overrides of the stack's config. */
  readonly set: readonly string[];
  /** What the engine then does; everything else stays. */
  readonly steps: readonly Step[];
}

/** What each everyday change does to a stack that is up. */
export const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  dev: [
    {
      set: ["gateway.image=registry.example.com/chatbot/gateway:0.2.0"],
      steps: ["update kubernetes:apps/v1:Deployment chatscale-dev-gateway"],
    },
    {
      set: ["gateway.maxReplicas=5"],
      steps: [
        "update aws:cloudwatch/dashboard:Dashboard chatscale-dev",
        "update aws:cloudwatch/metricAlarm:MetricAlarm chatscale-dev-replicas-at-max",
        "update kubernetes:autoscaling/v2:HorizontalPodAutoscaler chatscale-dev-gateway",
        "update kubernetes:core/v1:ResourceQuota chatscale-dev-quota",
      ],
    },
    {
      set: ["nodes.instanceType=t4g.large"],
      steps: [
        "update aws:autoscaling/group:Group chatscale-dev-nodes",
        "update aws:ec2/launchTemplate:LaunchTemplate chatscale-dev-nodes",
      ],
    },
    {
      set: ["nodes.max=4"],
      steps: [
        "update aws:autoscaling/group:Group chatscale-dev-nodes",
        "update aws:cloudwatch/dashboard:Dashboard chatscale-dev",
        "update aws:cloudwatch/metricAlarm:MetricAlarm chatscale-dev-nodes-at-max",
      ],
    },
    {
      set: ["nodes.onDemandPercent=50"],
      steps: ["update aws:autoscaling/group:Group chatscale-dev-nodes"],
    },
    {
      set: ["cache.passwordVersion=2"],
      steps: [
        "create-replacement random:index/randomPassword:RandomPassword chatscale-dev-cache",
        "delete-replaced random:index/randomPassword:RandomPassword chatscale-dev-cache",
        "replace random:index/randomPassword:RandomPassword chatscale-dev-cache",
        "update aws:elasticache/replicationGroup:ReplicationGroup chatscale-dev",
        "create-replacement aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-session-store",
        "delete-replaced aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-session-store",
        "replace aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-session-store",
        "update kubernetes:apps/v1:Deployment chatscale-dev-gateway",
      ],
    },
  ],
  "dev-ecs": [
    {
      set: ["gateway.image=registry.example.com/chatbot/gateway:0.2.0"],
      steps: [
        "create-replacement aws:ecs/taskDefinition:TaskDefinition chatscale-dev-ecs",
        "delete-replaced aws:ecs/taskDefinition:TaskDefinition chatscale-dev-ecs",
        "replace aws:ecs/taskDefinition:TaskDefinition chatscale-dev-ecs",
        "update aws:ecs/service:Service chatscale-dev-ecs",
      ],
    },
    {
      set: ["gateway.maxReplicas=5"],
      steps: [
        "update aws:appautoscaling/target:Target chatscale-dev-ecs",
        "update aws:cloudwatch/dashboard:Dashboard chatscale-dev-ecs",
        "update aws:cloudwatch/metricAlarm:MetricAlarm chatscale-dev-ecs-replicas-at-max",
      ],
    },
    {
      set: ["fargate.onDemandBase=1"],
      steps: ["update aws:ecs/service:Service chatscale-dev-ecs"],
    },
  ],
  "dev-azure": [
    {
      set: ["gateway.image=registry.example.com/chatbot/gateway:0.2.0"],
      steps: ["update kubernetes:apps/v1:Deployment chatscale-dev-azure-gateway"],
    },
    {
      set: ["gateway.maxReplicas=5"],
      steps: [
        "create-replacement kubernetes:core/v1:ConfigMap chatscale-dev-azure-edge",
        "delete-replaced kubernetes:core/v1:ConfigMap chatscale-dev-azure-edge",
        "replace kubernetes:core/v1:ConfigMap chatscale-dev-azure-edge",
        "update kubernetes:apps/v1:Deployment chatscale-dev-azure-edge",
        "update kubernetes:autoscaling/v2:HorizontalPodAutoscaler chatscale-dev-azure-gateway",
        "update kubernetes:core/v1:ResourceQuota chatscale-dev-azure-quota",
      ],
    },
    {
      set: ["nodes.max=4"],
      steps: [
        "update azure-native:alertsmanagement:PrometheusRuleGroup chatscale-dev-azure-nodes-at-max",
        "update azure-native:applicationinsights:Workbook chatscale-dev-azure",
        "update azure-native:containerservice:AgentPool chatscale-dev-azure-user-2f742529",
      ],
    },
    {
      set: ["nodes.vmSize=Standard_D4ps_v6"],
      steps: [
        "create azure-native:containerservice:AgentPool chatscale-dev-azure-user-b26c5ebf",
        "delete azure-native:containerservice:AgentPool chatscale-dev-azure-user-2f742529",
        "update azure-native:alertsmanagement:PrometheusRuleGroup chatscale-dev-azure-nodes-at-max",
        "update azure-native:applicationinsights:Workbook chatscale-dev-azure",
      ],
    },
    {
      set: ["nodes.spotMax=3"],
      steps: [
        "create azure-native:containerservice:AgentPool chatscale-dev-azure-spot-2f742529",
        "update kubernetes:apps/v1:Deployment chatscale-dev-azure-gateway",
      ],
    },
  ],
};

/** What the step to the next Kubernetes version does. */
export const UPGRADES: Readonly<Record<string, readonly Step[]>> = {
  dev: [
    "update aws:autoscaling/group:Group chatscale-dev-nodes",
    "update aws:ec2/launchTemplate:LaunchTemplate chatscale-dev-nodes",
    "update aws:eks/addon:Addon chatscale-dev-coredns",
    "update aws:eks/addon:Addon chatscale-dev-kube-proxy",
    "update aws:eks/cluster:Cluster chatscale-dev",
    "update kubernetes:apps/v1:Deployment chatscale-dev-autoscaler",
  ],
  "dev-azure": ["update azure-native:containerservice:ManagedCluster chatscale-dev-azure"],
};

/**
 * What a preview of that step says beside, where it knows nothing that the cloud decides, and `up` then
 * does not do: the cluster's identity stays the same.
 */
export const UNSURE: Readonly<Record<string, readonly Step[]>> = {
  "dev-azure": [
    "create-replacement azure-native:authorization:RoleAssignment chatscale-dev-azure-pull",
    "delete-replaced azure-native:authorization:RoleAssignment chatscale-dev-azure-pull",
    "replace azure-native:authorization:RoleAssignment chatscale-dev-azure-pull",
  ],
};

/** Changes that replace much, by stack: what the engine does is compared with what the diff says. */
export const FOUNDATIONS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  dev: [["network.serviceCidr=172.21.0.0/16"], ["network.zones=3"]],
  "dev-azure": [
    ["network.serviceCidr=172.21.0.0/16"],
    ["network.podCidr=10.245.0.0/16"],
    ["location=westeurope"],
  ],
};
