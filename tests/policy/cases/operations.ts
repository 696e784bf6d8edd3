import type { Case, Cases } from "./case";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const PROTECTED = "must be protected";
const ZONES = "must be in two zones or more";
const PLAIN = "must not hold what looks like a secret";

/** Texts that are secrets by their form; none of them was ever one. */
export const SECRET_TEXTS = [
  `AKIA${"ABCDEFGH".repeat(2)}`,
  `ghp_${"a1".repeat(18)}`,
  `sk-${"a1B2".repeat(10)}`,
  "xoxb-1234567890-abcdef",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIB",
  `Endpoint=sb://a/;SharedAccessKey=${"a".repeat(40)}=`,
  "redis://user:hunter2@cache:6379",
];

const unprotected = (stack: string, type: string, name?: string): Case => ({
  stack,
  type,
  ...(name !== undefined && { name }),
  also: { protect: false },
  found: [["", PROTECTED]],
});

/** What breaks the policies that are for every cloud. */
export const OPERATION_CASES: Cases = {
  "logs-end": [
    ...[undefined, 0].map((retentionInDays): Case => ({
      stack: "prod-aws",
      type: "aws:cloudwatch/logGroup:LogGroup",
      name: "-flow",
      set: { retentionInDays },
      found: [["retentionInDays", "must be a number of days"]],
    })),
    {
      stack: "prod-azure",
      type: "azure-native:operationalinsights:Workspace",
      set: { retentionInDays: undefined },
      found: [["retentionInDays", "must be a number of days"]],
    },
  ],
  "stateful-protected": [
    unprotected("prod-aws", "aws:elasticache/replicationGroup:ReplicationGroup"),
    unprotected("prod-aws", "aws:s3/bucket:Bucket"),
    unprotected("prod-azure", "azure-native:redisenterprise:RedisEnterprise"),
    unprotected("prod-azure", "azure-native:network:PublicIPAddress", "prod-azure"),
  ],
  "autoscalers-can-scale": [
    {
      stack: "prod-aws",
      type: HPA,
      set: { "spec.minReplicas": 60 },
      found: [["spec.maxReplicas", "must be more than spec.minReplicas"]],
    },
    // Kubernetes takes 1 for a least that is not there.
    {
      stack: "prod-aws",
      type: HPA,
      set: { "spec.minReplicas": undefined, "spec.maxReplicas": 1 },
      found: [["spec.maxReplicas", "must be more than spec.minReplicas"]],
    },
    {
      stack: "prod-aws",
      type: "aws:autoscaling/group:Group",
      set: { maxSize: 3 },
      found: [["maxSize", "must be more than minSize"]],
    },
    {
      stack: "prod-azure",
      type: "azure-native:containerservice:AgentPool",
      name: "-user-ebb27a66",
      set: { enableAutoScaling: false },
      found: [["enableAutoScaling", "must be true"]],
    },
  ],
  "several-zones": [
    {
      stack: "prod-aws",
      type: "aws:autoscaling/group:Group",
      set: { vpcZoneIdentifiers: ["subnet-1"] },
      found: [["vpcZoneIdentifiers", ZONES]],
    },
    {
      stack: "prod-aws",
      type: "aws:elasticache/replicationGroup:ReplicationGroup",
      set: { multiAzEnabled: false },
      found: [["multiAzEnabled", "must be true"]],
    },
    {
      stack: "prod-azure",
      type: "azure-native:containerservice:AgentPool",
      name: "-user-ebb27a66",
      set: { availabilityZones: ["1"] },
      found: [["availabilityZones", ZONES]],
    },
    {
      stack: "prod-azure",
      type: "azure-native:redisenterprise:RedisEnterprise",
      set: { highAvailability: "Disabled" },
      found: [["highAvailability", "must be Enabled"]],
    },
  ],
  "alarms-reach-somebody": [
    {
      stack: "functions",
      type: "azure-native:monitor:ActionGroup",
      set: { emailReceivers: [] },
      found: [["", "must have somebody to tell"]],
    },
  ],
  "resources-tagged": [
    {
      stack: "prod-aws",
      type: "pulumi:providers:aws",
      set: { defaultTags: JSON.stringify({ tags: { Environment: "a" } }) },
      found: [["defaultTags.tags", "must have ManagedBy"]],
    },
    {
      stack: "prod-aws",
      type: "aws:autoscaling/group:Group",
      set: { tags: [{ key: "ManagedBy", value: "pulumi" }] },
      found: [["tags", "must have Environment"]],
    },
    {
      stack: "prod-aws",
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      set: { "tagSpecifications.1.tags": {} },
      found: [["tagSpecifications[1].tags", "must have Environment and ManagedBy for each volume"]],
    },
    {
      stack: "prod-azure",
      type: "azure-native:containerregistry:Registry",
      set: { tags: undefined },
      found: [["tags", "must have Environment and ManagedBy"]],
    },
  ],
  "no-plain-secrets": [
    ...SECRET_TEXTS.map((value): Case => ({
      stack: "prod-azure",
      type: "kubernetes:core/v1:ConfigMap",
      name: "-metrics",
      set: { data: { "a.conf": `key = ${value}` } },
      found: [["data.a.conf", PLAIN]],
    })),
    {
      stack: "prod-aws",
      type: "kubernetes:apps/v1:Deployment",
      name: "-gateway",
      set: {
        "spec.template.spec.containers.0.env.0": { name: "MODEL_API_KEY", value: "[secret]" },
      },
      found: [
        [
          "spec.template.spec.containers[0].env",
          "must not hold the variable MODEL_API_KEY in plain text",
        ],
      ],
    },
    {
      stack: "dev-ecs",
      type: "aws:ecs/taskDefinition:TaskDefinition",
      set: {
        containerDefinitions: JSON.stringify([
          { image: "a:1", environment: [{ name: "GATEWAY_TOKEN", value: "a" }] },
        ]),
      },
      found: [["containerDefinitions", "must not hold the variable GATEWAY_TOKEN in plain text"]],
    },
    {
      stack: "functions",
      type: "azure-native:web:WebApp",
      name: "-webhook",
      set: { "siteConfig.appSettings": [{ name: "WEBHOOK_SECRET", value: "a" }] },
      found: [
        ["siteConfig.appSettings", "must not hold the variable WEBHOOK_SECRET in plain text"],
      ],
    },
  ],
};
