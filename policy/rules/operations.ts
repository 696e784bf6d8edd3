import { at, list, texts, whole, withoutCompanion, wrongFlags, type Flags } from "../read";
import { UNKNOWN, type Breach, type Policy, type Resource } from "../types";

/** Where a type says for how many days it keeps what it is told. */
const RETENTION: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logGroup:LogGroup": "retentionInDays",
  "azure-native:operationalinsights:Workspace": "retentionInDays",
};

function endless({ type, inputs }: Resource): Breach[] {
  const property = RETENTION[type];
  if (property === undefined) return [];
  const days = Number(inputs[property]);
  // A count that is not known yet is no number, and is not judged.
  return days > 0 ? [] : [{ property, rule: "must be a number of days" }];
}

/** What loses data, or the address that people use, when it goes. */
const STATEFUL = [
  "aws:ecr/repository:Repository",
  "aws:eks/cluster:Cluster",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:s3/bucket:Bucket",
  "azure-native:containerregistry:Registry",
  "azure-native:containerservice:ManagedCluster",
  "azure-native:keyvault:Vault",
  "azure-native:network:PublicIPAddress",
  "azure-native:redisenterprise:RedisEnterprise",
  "azure-native:resources:ResourceGroup",
];

/** Where an autoscaler has its bounds, and the switch that turns it on where there is one. */
const BOUNDS: Readonly<Record<string, readonly [least: string, most: string, on?: string]>> = {
  "aws:appautoscaling/target:Target": ["minCapacity", "maxCapacity"],
  "aws:autoscaling/group:Group": ["minSize", "maxSize"],
  "azure-native:containerservice:AgentPool": ["minCount", "maxCount", "enableAutoScaling"],
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ["spec.minReplicas", "spec.maxReplicas"],
};

function cannotScale({ type, inputs }: Resource): Breach[] {
  const [least, most, on] = BOUNDS[type] ?? [];
  if (least === undefined || most === undefined) return [];
  if (on !== undefined && inputs[on] !== true) return [{ property: on, rule: "must be true" }];
  const [from, to] = [least, most].map((path) => Number(at(inputs, path) ?? 1));
  // What is not known yet is no number, and neither more nor less than another.
  const isStuck = from !== undefined && to !== undefined && from >= to;
  return isStuck ? [{ property: most, rule: `must be more than ${least}` }] : [];
}

/** Where a type lists its zones, or what has one each. */
const ZONES: Readonly<Record<string, string>> = {
  "aws:autoscaling/group:Group": "vpcZoneIdentifiers",
  "aws:eks/cluster:Cluster": "vpcConfig.subnetIds",
  "aws:ecs/service:Service": "networkConfiguration.subnets",
  "aws:lb/loadBalancer:LoadBalancer": "subnets",
  "azure-native:containerservice:AgentPool": "availabilityZones",
};

const HIGHLY_AVAILABLE: Flags = {
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    ["automaticFailoverEnabled", true],
    ["multiAzEnabled", true],
  ],
  "azure-native:redisenterprise:RedisEnterprise": [["highAvailability", "Enabled"]],
};

function inOneZone(resource: Resource): Breach[] {
  const property = ZONES[resource.type];
  const isSpread = property === undefined || list(at(resource.inputs, property)).length > 1;
  return [
    ...wrongFlags(resource, HIGHLY_AVAILABLE),
    ...(isSpread ? [] : [{ property, rule: "must be in two zones or more" }]),
  ];
}

const AUDIT = ["audit", "authenticator"];

function unaudited({ type, inputs }: Resource): Breach[] {
  if (type !== "aws:eks/cluster:Cluster") return [];
  const kinds = texts(inputs["enabledClusterLogTypes"]);
  if (AUDIT.every((kind) => kinds.includes(kind))) return [];
  return [{ property: "enabledClusterLogTypes", rule: `must have ${AUDIT.join(" and ")}` }];
}

function tellsNobody({ type, inputs }: Resource): boolean {
  if (type !== "azure-native:monitor:ActionGroup") return false;
  return Object.entries(inputs).every(
    ([key, value]) => !key.endsWith("Receivers") || (value !== UNKNOWN && list(value).length === 0),
  );
}

export const OPERATIONS: readonly Policy[] = [
  {
    name: "logs-end",
    level: "mandatory",
    description: "Every log is kept for a number of days, and no longer.",
    remediation: "Set how many days it is kept.",
    check: endless,
  },
  {
    name: "cluster-audited",
    level: "mandatory",
    description: "EKS keeps who signed in to its API, and what they did.",
    remediation: "Turn on the log types audit and authenticator.",
    check: unaudited,
  },
  {
    name: "stateful-protected",
    level: "mandatory",
    prodOnly: true,
    description: "What loses data or the address when it goes is protected.",
    remediation: "Set protect: true in its options.",
    check: ({ type, protect }) =>
      STATEFUL.includes(type) && !protect ? [{ property: "", rule: "must be protected" }] : [],
  },
  {
    name: "autoscalers-can-scale",
    level: "mandatory",
    prodOnly: true,
    description: "Every autoscaler has room between its fewest and its most.",
    remediation: "Raise its most, or lower its fewest.",
    check: cannotScale,
  },
  {
    name: "several-zones",
    level: "mandatory",
    prodOnly: true,
    description: "Machines, balancers and sessions outlive the loss of a zone.",
    remediation: "Give it two zones or more, and a replica in another one.",
    check: inOneZone,
  },
  {
    name: "alarms-reach-somebody",
    level: "advisory",
    prodOnly: true,
    description: "Somebody is told of an alarm.",
    remediation: "Set alarms.email.",
    checkStack: (resources) =>
      [
        ...withoutCompanion(
          resources,
          "aws:sns/topic:Topic",
          ({ type }) => type === "aws:sns/topicSubscription:TopicSubscription",
        ),
        ...resources.filter(tellsNobody),
      ].map((resource) => whole(resource, "must have somebody to tell")),
  },
];
