import { allow, type Case, type Cases } from "./case";

const aws = (type: string, more: Partial<Case> & Pick<Case, "found">): Case => ({
  stack: "prod-aws",
  type: `aws:${type}`,
  ...more,
});

const TEMPLATE = "ec2/launchTemplate:LaunchTemplate";
const CACHE = "elasticache/replicationGroup:ReplicationGroup";
const ROLE_POLICY = "iam/rolePolicy:RolePolicy";
const RULE = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const BUCKET = "aws:s3/bucket:Bucket";

const WIDE_ACTION = "must list actions, without * or a service's all";
const WIDE_RESOURCE = "must name the resources of actions that change them";
const OPEN_GRANT = "must name whom it allows, or hold them to a condition";
const ADMIN = "must not be a policy for administrators, or for all of a service";
const OPEN_PORT = "must open no port but 80 or 443 to what is outside";
const OWN_RANGES: Case["found"] = [["vpcConfig.publicAccessCidrs", "must be ranges of your own"]];

/** What breaks each policy of AWS. */
export const AWS_CASES: Cases = {
  "aws-data-encrypted": [
    aws(TEMPLATE, {
      set: { "blockDeviceMappings.0.ebs.encrypted": "false" },
      found: [["blockDeviceMappings[0].ebs.encrypted", "must be true"]],
    }),
    aws(TEMPLATE, {
      set: { blockDeviceMappings: undefined },
      found: [["blockDeviceMappings", "must have an encrypted disk"]],
    }),
    aws(CACHE, {
      set: { atRestEncryptionEnabled: false },
      found: [["atRestEncryptionEnabled", "must be true"]],
    }),
    aws("ecr/repository:Repository", {
      set: { encryptionConfigurations: undefined },
      found: [["encryptionConfigurations", "must be set"]],
    }),
    aws("eks/cluster:Cluster", {
      set: { encryptionConfig: undefined },
      found: [["encryptionConfig", "must be set"]],
    }),
    aws("sns/topic:Topic", {
      set: { kmsMasterKeyId: undefined },
      found: [["kmsMasterKeyId", "must be set"]],
    }),
    aws("sqs/queue:Queue", {
      set: { sqsManagedSseEnabled: false },
      found: [["kmsMasterKeyId", "must be set"]],
    }),
  ],
  "aws-keys-rotate": [
    aws("kms/key:Key", {
      name: "-cache",
      set: { enableKeyRotation: false },
      found: [["enableKeyRotation", "must be true"]],
    }),
  ],
  "aws-cache-guarded": [
    aws(CACHE, {
      set: { transitEncryptionMode: "preferred" },
      found: [["transitEncryptionMode", "must be required"]],
    }),
    aws(CACHE, {
      set: { authToken: undefined, transitEncryptionEnabled: undefined },
      found: [
        ["transitEncryptionEnabled", "must be true"],
        ["authToken", "must be set, or userGroupIds"],
      ],
    }),
  ],
  "aws-buckets-private": [
    aws("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
      set: { blockPublicPolicy: false },
      of: BUCKET,
      found: [["", "must have a BucketPublicAccessBlock with all four settings true"]],
    }),
    aws("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
      removed: true,
      of: BUCKET,
      found: [["", "must have a BucketPublicAccessBlock with all four settings true"]],
    }),
  ],
  "aws-buckets-over-tls": [
    aws("s3/bucketPolicy:BucketPolicy", {
      set: {
        policy: allow({ Principal: { Service: "a" }, Action: "s3:PutObject", Resource: "b" }),
      },
      of: BUCKET,
      found: [["", "must have a BucketPolicy that denies what comes without TLS"]],
    }),
  ],
  "aws-images-fixed": [
    aws("ecr/repository:Repository", {
      set: { imageTagMutability: "MUTABLE", "imageScanningConfiguration.scanOnPush": false },
      found: [
        ["imageTagMutability", "must be IMMUTABLE or IMMUTABLE_WITH_EXCLUSION"],
        ["imageScanningConfiguration.scanOnPush", "must be true"],
      ],
    }),
  ],
  "aws-no-wide-actions": [
    ...["*", "s3:*"].map((Action) =>
      aws(ROLE_POLICY, {
        name: "-gateway",
        set: { policy: allow({ Action, Resource: "arn:aws:s3:::a" }) },
        found: [["policy", WIDE_ACTION]],
      }),
    ),
    aws(ROLE_POLICY, {
      name: "-gateway",
      set: { policy: allow({ NotAction: "iam:*", Resource: "arn:aws:s3:::a" }) },
      found: [["policy", WIDE_ACTION]],
    }),
  ],
  "aws-no-wide-resources": [
    aws(ROLE_POLICY, {
      name: "-termination",
      set: { policy: allow({ Action: ["sqs:GetQueueUrl", "sqs:PurgeQueue"], Resource: "*" }) },
      found: [["policy", WIDE_RESOURCE]],
    }),
  ],
  "aws-no-admin-policies": [
    aws("iam/rolePolicyAttachment:RolePolicyAttachment", {
      name: "-AmazonEKSWorkerNodePolicy",
      set: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      found: [["policyArn", ADMIN]],
    }),
    aws("iam/rolePolicyAttachment:RolePolicyAttachment", {
      name: "-AmazonEKSWorkerNodePolicy",
      set: { policyArn: "arn:aws-cn:iam::aws:policy/AmazonS3FullAccess" },
      found: [["policyArn", ADMIN]],
    }),
    aws("iam/role:Role", {
      name: "-aws-nodes",
      set: { managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] },
      found: [["managedPolicyArns[0]", ADMIN]],
    }),
  ],
  "aws-grants-named": [
    aws("iam/role:Role", {
      name: "-gateway",
      set: { assumeRolePolicy: allow({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }) },
      found: [["assumeRolePolicy", OPEN_GRANT]],
    }),
    aws("sqs/queuePolicy:QueuePolicy", {
      set: { policy: allow({ Principal: "*", Action: "sqs:SendMessage", Resource: "a" }) },
      found: [["policy", OPEN_GRANT]],
    }),
  ],
  "aws-web-ports-only": [
    aws(RULE, { name: "-alb-443-1", set: { fromPort: 22 }, found: [["fromPort", OPEN_PORT]] }),
    aws(RULE, {
      name: "-nodes-http",
      set: { referencedSecurityGroupId: undefined, cidrIpv6: "::/0" },
      found: [["fromPort", OPEN_PORT]],
    }),
    aws("ec2/defaultSecurityGroup:DefaultSecurityGroup", {
      set: { ingress: [{ fromPort: 0, toPort: 65535, cidrBlocks: ["198.51.100.0/24"] }] },
      found: [["ingress[0]", OPEN_PORT]],
    }),
  ],
  "aws-balancer-only": [
    aws("lb/loadBalancer:LoadBalancer", {
      also: { dependsOn: [] },
      of: `aws:${RULE}`,
      found: [
        ["securityGroupId", "must be a load balancer's where it lets in what is outside"],
        ["securityGroupId", "must be a load balancer's where it lets in what is outside"],
      ],
    }),
  ],
  "aws-machines-private": [
    aws("ec2/subnet:Subnet", {
      name: "-private-1",
      set: { mapPublicIpOnLaunch: true },
      found: [["mapPublicIpOnLaunch", "must be false"]],
    }),
    aws(TEMPLATE, {
      set: { networkInterfaces: [{ associatePublicIpAddress: "true" }] },
      found: [["networkInterfaces[0].associatePublicIpAddress", "must be false"]],
    }),
    {
      stack: "dev-ecs",
      type: "aws:ecs/service:Service",
      set: { "networkConfiguration.assignPublicIp": true },
      found: [["networkConfiguration.assignPublicIp", "must be false"]],
    },
  ],
  "aws-imdsv2": [
    aws(TEMPLATE, {
      set: { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 2 } },
      found: [
        ["metadataOptions.httpTokens", "must be required"],
        ["metadataOptions.httpPutResponseHopLimit", "must be 1"],
      ],
    }),
  ],
  "aws-api-narrow": [
    aws("eks/cluster:Cluster", {
      set: { "vpcConfig.publicAccessCidrs": ["203.0.113.0/24", "0.0.0.0/0"] },
      found: OWN_RANGES,
    }),
    // AWS opens it to everybody then.
    aws("eks/cluster:Cluster", {
      set: { "vpcConfig.publicAccessCidrs": undefined },
      found: OWN_RANGES,
    }),
  ],
  "aws-balancer-over-tls": [
    aws("lb/listener:Listener", {
      name: "-http",
      set: { defaultActions: [{ type: "forward" }] },
      found: [["defaultActions", "must redirect to HTTPS"]],
    }),
    aws("lb/listener:Listener", {
      name: "-https",
      set: { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
      found: [["sslPolicy", "must take TLS 1.2 and 1.3 only"]],
    }),
  ],
  "aws-balancer-strict": [
    aws("lb/loadBalancer:LoadBalancer", {
      set: { dropInvalidHeaderFields: undefined, desyncMitigationMode: "monitor" },
      found: [
        ["dropInvalidHeaderFields", "must be true"],
        ["desyncMitigationMode", "must be defensive or strictest"],
      ],
    }),
  ],
  "cluster-audited": [
    aws("eks/cluster:Cluster", {
      set: { enabledClusterLogTypes: ["api", "audit"] },
      found: [["enabledClusterLogTypes", "must have audit and authenticator"]],
    }),
  ],
};
