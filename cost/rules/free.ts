/** Types that cost nothing themselves, by the reason. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  "settings of a network": [
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:PrivateDnsZoneGroup",
    "azure-native:network:Subnet",
    "azure-native:network:VirtualNetwork",
    "azure-native:privatedns:VirtualNetworkLink",
  ],
  "identities and rights": [
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:lambda/permission:Permission",
    "azure-native:authorization:RoleAssignment",
    "azure-native:managedidentity:FederatedIdentityCredential",
    "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:redisenterprise:AccessPolicyAssignment",
  ],
  "part of what it belongs to": [
    "aws:apigatewayv2/integration:Integration",
    "aws:apigatewayv2/route:Route",
    "aws:apigatewayv2/stage:Stage",
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/target:Target",
    "aws:autoscaling/attachment:Attachment",
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    "aws:autoscaling/schedule:Schedule",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecs/capacityProvider:CapacityProvider",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:kms/alias:Alias",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lb/listener:Listener",
    "aws:lb/targetGroup:TargetGroup",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "azure-native:cdn:AFDCustomDomain",
    "azure-native:cdn:AFDEndpoint",
    "azure-native:cdn:AFDOrigin",
    "azure-native:cdn:AFDOriginGroup",
    "azure-native:cdn:Route",
    "azure-native:cdn:SecurityPolicy",
    "azure-native:containerservice:MaintenanceConfiguration",
    "azure-native:keyvault:Secret",
    "azure-native:redisenterprise:Database",
    "azure-native:resources:ResourceGroup",
    "azure-native:servicebus:Queue",
    "azure-native:storage:BlobContainer",
    "azure-native:web:WebAppFtpAllowed",
    "azure-native:web:WebAppScmAllowed",
  ],
  "what it sends is billed as logs": [
    "aws:ec2/flowLog:FlowLog",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    "azure-native:applicationinsights:Component",
    "azure-native:monitor:DiagnosticSetting",
  ],
  "what it collects is billed as Prometheus samples": [
    "azure-native:alertsmanagement:PrometheusRuleGroup",
    "azure-native:monitor:DataCollectionEndpoint",
    "azure-native:monitor:DataCollectionRule",
    "azure-native:monitor:DataCollectionRuleAssociation",
  ],
  "a public certificate": [
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
  ],
  "a record in a zone that is not of this stack": [
    "aws:route53/record:Record",
    "azure-native:dns:RecordSet",
  ],
  "events of AWS itself": [
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
  ],
  "an alarm's few messages cost cents": ["aws:sns/topic:Topic", "azure-native:monitor:ActionGroup"],
  "a page over data that is billed elsewhere": ["azure-native:applicationinsights:Workbook"],
  "included in Front Door Premium": ["azure-native:frontdoor:Policy"],
  "a Flex Consumption plan is billed by what its functions run": [
    "azure-native:web:AppServicePlan",
  ],
};

/** The same for all types of a provider. */
const BY_PREFIX: Readonly<Record<string, string>> = {
  "docker-build:": "built by your own Docker",
  "kubernetes:": "runs on the cluster's machines",
  "pulumi:providers:": "exists in Pulumi only",
  "random:": "exists in Pulumi only",
  "tls:": "exists in Pulumi only",
};

const BY_TYPE = new Map(
  Object.entries(REASONS).flatMap(([why, types]) => types.map((type) => [type, why] as const)),
);

/** Every type that is known by itself to cost nothing. */
export function freeTypes(): string[] {
  return [...BY_TYPE.keys()];
}

/** Why a type costs nothing, or undefined where it may cost something. */
export function freeBecause(type: string): string | undefined {
  const prefix = Object.keys(BY_PREFIX).find((start) => type.startsWith(start));
  return BY_TYPE.get(type) ?? (prefix === undefined ? undefined : BY_PREFIX[prefix]);
}
