/**
 * What the providers replace a resource for, of the properties that these tests change (ForceNew in
 * the schema of the aws provider; the immutable properties of Azure's and Kubernetes' APIs).
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
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
  "aws:eks/cluster:Cluster": ["bootstrapSelfManagedAddons", "name", "roleArn"],
  "aws:lb/loadBalancer:LoadBalancer": ["internal", "loadBalancerType", "name"],
  "aws:lb/targetGroup:TargetGroup": ["name", "port", "protocol", "targetType", "vpcId"],
  "azure-native:containerservice:AgentPool": ["osDiskSizeGB", "osDiskType", "vmSize"],
  "azure-native:containerservice:ManagedCluster": ["dnsPrefix", "location", "nodeResourceGroup"],
  "azure-native:network:VirtualNetwork": ["location"],
  "kubernetes:core/v1:Namespace": ["metadata"],
  "random:index/randomPassword:RandomPassword": ["keepers", "length", "special"],
};

/** Which of the changed properties the resource cannot change in place. */
export function replacing(type: string, changed: readonly string[]): string[] {
  return changed.filter((key) => REPLACING[type]?.includes(key));
}
