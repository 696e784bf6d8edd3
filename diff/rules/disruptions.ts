import type { Disruption } from "../types";

type ByType = Readonly<Record<string, readonly Disruption[]>>;

const downtime = (what: string): Disruption => ({ kind: "downtime", what });
const data = (what: string): Disruption => ({ kind: "data", what });
const address = (what: string): Disruption => ({ kind: "address", what });

const CLUSTER = [downtime("the cluster goes with all that runs in it, and open streams end")];
const FUNCTION = [downtime("no event is worked on until the new one is there")];
const NETWORK = [downtime("all that is in the network goes with it")];
const PUBLIC = [address("a new public address or name: DNS and firewalls must follow")];

/**
 * What goes when a resource is replaced, and so too when it is deleted. From what each kind of resource
 * holds; docs/changes.md says the same by config key.
 */
export const REPLACED: ByType = {
  "aws:apigatewayv2/api:Api": PUBLIC,
  "aws:apigatewayv2/stage:Stage": [downtime("webhooks are refused until the new stage is there")],
  "aws:autoscaling/group:Group": [downtime("the machines of the group go with what runs on them")],
  "aws:cloudwatch/logGroup:LogGroup": [data("the logs kept in it")],
  "aws:ec2/eip:Eip": PUBLIC,
  "aws:ec2/natGateway:NatGateway": [downtime("connections out to the Internet break off")],
  "aws:ec2/route:Route": [downtime("no way out of these subnets for a moment")],
  "aws:ec2/subnet:Subnet": NETWORK,
  "aws:ec2/vpc:Vpc": NETWORK,
  "aws:ecr/repository:Repository": [data("the images in it")],
  "aws:ecs/cluster:Cluster": CLUSTER,
  "aws:ecs/service:Service": [downtime("its tasks end, and open streams with them")],
  "aws:eks/cluster:Cluster": CLUSTER,
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    data("all sessions"),
    downtime("no sessions until the new store is there"),
  ],
  "aws:kms/key:Key": [data("all that is encrypted with the key, once its waiting time is over")],
  "aws:lambda/function:Function": FUNCTION,
  "aws:lb/listener:Listener": [downtime("connections are refused until the new listener is there")],
  "aws:lb/loadBalancer:LoadBalancer": [...PUBLIC, downtime("open streams end")],
  "aws:lb/targetGroup:TargetGroup": [
    downtime("no replica is reached until it is in the new group"),
  ],
  "aws:s3/bucket:Bucket": [data("the objects in it; AWS refuses to delete a bucket that has any")],
  "aws:secretsmanager/secret:Secret": [data("the secret's earlier versions")],
  "aws:sqs/queue:Queue": [data("the events that wait in it")],
  "azure-native:cdn:AFDEndpoint": PUBLIC,
  "azure-native:cdn:Profile": [...PUBLIC, downtime("nobody is let in until the new one is there")],
  "azure-native:containerregistry:Registry": [data("the images in it")],
  "azure-native:containerservice:AgentPool": [
    downtime("its nodes are drained, and its pods start elsewhere"),
  ],
  "azure-native:containerservice:ManagedCluster": CLUSTER,
  "azure-native:keyvault:Vault": [data("the secrets in it, unless it is recovered")],
  "azure-native:monitor:AzureMonitorWorkspace": [data("the metrics kept in it")],
  "azure-native:network:NatGateway": [downtime("connections out to the Internet break off")],
  "azure-native:network:PrivateEndpoint": [downtime("the service behind it is not reached")],
  "azure-native:network:PublicIPAddress": PUBLIC,
  "azure-native:network:Subnet": NETWORK,
  "azure-native:network:VirtualNetwork": NETWORK,
  "azure-native:operationalinsights:Workspace": [data("the logs kept in it")],
  "azure-native:redisenterprise:Database": [data("all sessions")],
  "azure-native:redisenterprise:RedisEnterprise": [
    data("all sessions"),
    downtime("no sessions until the new store is there"),
  ],
  "azure-native:resources:ResourceGroup": [data("everything in the group")],
  "azure-native:servicebus:Namespace": [data("the events that wait in its queues")],
  "azure-native:servicebus:Queue": [data("the events that wait in it")],
  "azure-native:storage:StorageAccount": [data("the blobs in it")],
  "azure-native:web:WebApp": [...PUBLIC, ...FUNCTION],
  "kubernetes:apps/v1:Deployment": [downtime("its pods end before the new ones start")],
  "kubernetes:apps/v1:StatefulSet": [downtime("its pods end before the new ones start")],
  "kubernetes:core/v1:Namespace": [downtime("everything in the namespace goes")],
  "kubernetes:core/v1:Service": [downtime("its pods are not reached until the new one is there")],
};

interface OnUpdate extends Disruption {
  /** The property whose change does it. */
  readonly path: string;
}

/** What an update in place disrupts, by the property. */
export const UPDATED: Readonly<Record<string, readonly OnUpdate[]>> = {
  "aws:eks/cluster:Cluster": [
    { path: "version", ...downtime("there is no way back to the version before") },
  ],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    { path: "engineVersion", ...downtime("a failover, or without a replica a restart") },
    { path: "nodeType", ...downtime("a failover, or without a replica a restart") },
    { path: "numCacheClusters", ...downtime("connections to a node that goes break off") },
  ],
  "azure-native:containerservice:ManagedCluster": [
    {
      path: "kubernetesVersion",
      ...downtime("nodes are drained one by one, and there is no way back"),
    },
  ],
  "azure-native:redisenterprise:RedisEnterprise": [
    { path: "sku", ...downtime("connections break off for some seconds while it is scaled") },
  ],
};
