import type { PlannedResource } from "../types";
import { valueAt } from "../valueAt";

/** The inputs that a reader asks for first, by type; each is a path into the inputs. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/subnet:Subnet": ["cidrBlock", "availabilityZone"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["instanceType"],
  "aws:ecs/taskDefinition:TaskDefinition": ["cpu", "memory"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["engine", "nodeType"],
  "aws:eks/cluster:Cluster": ["version"],
  "aws:lb/listener:Listener": ["protocol", "port"],
  "aws:lb/targetGroup:TargetGroup": ["protocol", "port"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["fromPort", "cidrIpv4"],
  "azure-native:network:VirtualNetwork": ["addressSpace.addressPrefixes.0"],
  "azure-native:network:Subnet": ["addressPrefix"],
  "azure-native:containerservice:ManagedCluster": ["kubernetesVersion"],
  "azure-native:containerservice:AgentPool": ["vmSize"],
  "kubernetes:core/v1:Service": ["spec.type", "spec.ports.0.nodePort"],
};

/** Pairs of inputs that are the bounds of one thing. */
const RANGES: Readonly<Record<string, readonly [low: string, high: string]>> = {
  "aws:appautoscaling/target:Target": ["minCapacity", "maxCapacity"],
  "aws:autoscaling/group:Group": ["minSize", "maxSize"],
  "azure-native:containerservice:AgentPool": ["minCount", "maxCount"],
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ["spec.minReplicas", "spec.maxReplicas"],
};

/** What to show of a resource behind its name: of the inputs only what is known before `up`. */
export function highlight({ type, inputs, unknown }: PlannedResource): string[] {
  const versionless = type.replace(/\/v\d+(preview)?:/, ":");
  const at = (path: string): string | undefined => {
    if (unknown.includes(path.replace(/\.(\d+)/g, "[$1]"))) return undefined;
    const value = valueAt(inputs, path);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  const paths = PATHS[type] ?? PATHS[versionless] ?? [];
  const values = paths.map(at).filter((value) => value !== undefined);
  const bounds = RANGES[type] ?? RANGES[versionless];
  if (!bounds) return values;
  const [low, high] = bounds.map(at);
  return low === undefined || high === undefined ? values : [...values, `${low}–${high}`];
}
