import type { Wire, WireObject } from "../../../plan/values";

/**
 * What the providers replace a resource for, of the properties that these tests change: ForceNew in
 * the schema of the aws provider, `forceNewMap` of azure-native (provider/pkg/gen/replacement.go),
 * and `forceNewProperties` of kubernetes (provider/pkg/provider/diff.go).
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  "aws:acm/certificate:Certificate": ["domainName", "subjectAlternativeNames", "validationMethod"],
  "aws:acm/certificateValidation:CertificateValidation": [
    "certificateArn",
    "validationRecordFqdns",
  ],
  "aws:ec2/flowLog:FlowLog": ["vpcId"],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
  "aws:ec2/route:Route": ["destinationCidrBlock", "routeTableId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/securityGroup:SecurityGroup": ["description", "name", "vpcId"],
  "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ecs/taskDefinition:TaskDefinition": [
    "containerDefinitions",
    "cpu",
    "executionRoleArn",
    "family",
    "memory",
    "taskRoleArn",
    "volumes",
  ],
  "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn"],
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ["clusterName", "principalArn"],
  "aws:eks/addon:Addon": ["addonName", "clusterName"],
  "aws:eks/cluster:Cluster": [
    "bootstrapSelfManagedAddons",
    "kubernetesNetworkConfig.serviceIpv4Cidr",
    "name",
    "roleArn",
  ],
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["clusterName", "serviceAccount"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["subnetGroupName"],
  "aws:lb/listener:Listener": ["loadBalancerArn"],
  "aws:lb/loadBalancer:LoadBalancer": ["internal", "loadBalancerType", "name"],
  "aws:lb/targetGroup:TargetGroup": ["name", "port", "protocol", "targetType", "vpcId"],
  "aws:route53/healthCheck:HealthCheck": ["requestInterval", "type"],
  "aws:route53/record:Record": ["name", "type", "zoneId"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretId", "secretStringWoVersion"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
  "azure-native:authorization:RoleAssignment": ["principalId", "scope"],
  "azure-native:containerservice:AgentPool": ["agentPoolName", "resourceName", "vmSize"],
  "azure-native:containerservice:MaintenanceConfiguration": ["configName", "resourceName"],
  "azure-native:containerservice:ManagedCluster": [
    "dnsPrefix",
    "networkProfile.outboundType",
    "networkProfile.podCidr",
    "networkProfile.serviceCidr",
    "nodeResourceGroup",
    "resourceName",
  ],
  "azure-native:monitor:DataCollectionRuleAssociation": ["associationName", "resourceUri"],
  "azure-native:monitor:DiagnosticSetting": ["name", "resourceUri"],
  "azure-native:network:PrivateDnsZoneGroup": ["privateEndpointName"],
  "kubernetes:core/v1:ConfigMap": ["binaryData", "data", "metadata.name"],
  "kubernetes:core/v1:Namespace": ["metadata.name"],
  "kubernetes:core/v1:Secret": ["data", "metadata.name", "stringData", "type"],
  "random:index/randomPassword:RandomPassword": ["keepers", "length", "special"],
  "random:index/randomString:RandomString": ["keepers", "length", "special"],
};

/** Where a resource of Azure is, which none of them can change. */
const PLACE = ["location", "resourceGroupName"];

/** Which of its changed properties a resource cannot change in place. */
export function replacing(type: string, olds: WireObject, news: WireObject): string[] {
  const fixed = [...(REPLACING[type] ?? []), ...(isAzure(type) ? PLACE : [])];
  return fixed.filter((path) => canonical(at(olds, path)) !== canonical(at(news, path)));
}

/** Azure's names are given, and so is that of EKS's cluster: the old one must go first. */
export function goesFirst(type: string): boolean {
  return isAzure(type) || type === "aws:eks/cluster:Cluster";
}

/** A value as text that is the same for the same value. */
export function canonical(value: Wire | undefined): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

function isAzure(type: string): boolean {
  return type.startsWith("azure-native:");
}

function at(object: WireObject, path: string): Wire | undefined {
  return path
    .split(".")
    .reduce<Wire | undefined>(
      (value, key) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? (value as WireObject)[key]
          : value,
      object,
    );
}
