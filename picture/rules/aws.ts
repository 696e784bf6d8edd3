import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { counted, listAt, peerLines, rangeAt, textAt, type Resources } from "../resources";
import type { PartRule, PartRules } from "./rule";

export const SUBNET = "aws:ec2/subnet:Subnet";
const LISTENER = "aws:lb/listener:Listener";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

const CLOUDWATCH: PartRule = {
  kind: "watch",
  together: "cloudwatch",
  title: () => "CloudWatch",
  lines: (_first, _resources, all) => {
    const count = (type: string): number => all.filter((each) => each.type === type).length;
    const dashboards = count(DASHBOARD) > 0 ? ", dashboard" : "";
    return [
      `${counted(count(ALARM), "alarm")}${dashboards}`,
      count(LOG_GROUP) > 0 ? counted(count(LOG_GROUP), "log group") : undefined,
    ];
  },
};

/** The boxes of AWS. */
export const AWS: PartRules = {
  "aws:wafv2/webAcl:WebAcl": {
    kind: "entry",
    title: () => "AWS WAF",
    lines: (acl) => [counted(listAt(acl.inputs, "rules").length, "rule")],
  },
  "aws:route53/healthCheck:HealthCheck": {
    kind: "entry",
    together: "names",
    title: () => "Route 53",
    lines: (_first, resources) => peerLines(resources),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    kind: "entry",
    title: () => "Application Load Balancer",
    lines: (balancer, resources) => [
      ...namesOf(balancer, resources),
      ...resources
        .ofType(LISTENER)
        .filter((listener) => resources.madeOf(listener).includes(balancer))
        .map((listener) => ({ listener, actions: listAt(listener.inputs, "defaultActions") }))
        .map(
          ({ listener, actions }) =>
            `${textAt(listener, "protocol")} ${textAt(listener, "port")}${actions.some(({ type }) => type === "redirect") ? ", redirects" : ""}`,
        )
        .reverse(),
    ],
    in: (balancer, resources) => resources.madeOf(balancer, "subnets"),
  },
  "aws:ec2/natGateway:NatGateway": {
    kind: "network",
    together: "nat",
    title: () => "NAT gateway",
    lines: (_first, _resources, all) => [all.length > 1 ? "one per zone" : "one for all zones"],
    in: (gateway, resources) => resources.madeOf(gateway, "subnetId"),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    kind: "network",
    together: "endpoints",
    title: () => "VPC endpoints",
    lines: (_first, _resources, all) => [
      counted(all.length, "service"),
      all.length > 3
        ? undefined
        : all.map((each) => textAt(each, "serviceName").split(".").at(-1)).join(", "),
    ],
    in: (endpoint, resources) => resources.madeOf(endpoint, "subnetIds", "vpcId"),
  },
  "aws:autoscaling/group:Group": {
    kind: "machines",
    title: () => "Auto Scaling Group",
    lines: (group, resources) => machinesOf(group, resources),
    in: inClusters,
  },
  "aws:ecs/service:Service": {
    kind: "compute",
    title: (service) => textAt(service, "name"),
    lines: (service, resources) => tasksOf(service, resources),
    in: (service, resources) => resources.madeOf(service, "cluster"),
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    kind: "data",
    title: (group) =>
      `ElastiCache ${{ valkey: "Valkey", redis: "Redis" }[textAt(group, "engine")] ?? ""}`.trimEnd(),
    lines: (group) => [
      `${textAt(group, "numCacheClusters")} × ${textAt(group, "nodeType").replace("cache.", "")}`,
      valueAt(group.inputs, "multiAzEnabled") === true ? "in several zones" : undefined,
    ],
    in: (group, resources) =>
      resources
        .madeOf(group, "subnetGroupName")
        .flatMap((subnets) => resources.madeOf(subnets, "subnetIds")),
  },
  "aws:secretsmanager/secret:Secret": {
    kind: "secrets",
    together: "secrets",
    title: () => "Secrets Manager",
    lines: (_first, _resources, all) => [counted(all.length, "secret")],
  },
  "aws:ecr/repository:Repository": {
    kind: "images",
    title: () => "Container registry",
    lines: () => ["ECR"],
  },
  "aws:apigatewayv2/api:Api": {
    kind: "entry",
    title: () => "API Gateway",
    lines: () => ["webhooks, HTTPS"],
  },
  "aws:lambda/function:Function": {
    kind: "compute",
    title: (lambda) => lastWord(lambda),
    lines: (lambda) => [
      `Lambda, ${textAt(lambda, "memorySize")} MB`,
      `up to ${textAt(lambda, "timeout")} s`,
    ],
    in: (lambda, resources) =>
      resources.madeOf(lambda, "vpcConfig").filter(({ type }) => type === SUBNET),
  },
  "aws:sqs/queue:Queue": {
    kind: "messages",
    title: (queue) => `${lastWord(queue).replace("-", " ")} queue`,
    lines: () => ["SQS"],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    kind: "messages",
    together: "events",
    title: () => "EventBridge",
    lines: (_first, _resources, all) => [all.map(lastWord).join(", ")],
  },
  "aws:s3/bucket:Bucket": {
    kind: "watch",
    title: (bucket) => lastWord(bucket).replace("-", " "),
    lines: () => ["S3"],
  },
  [ALARM]: CLOUDWATCH,
  [DASHBOARD]: CLOUDWATCH,
  [LOG_GROUP]: CLOUDWATCH,
  "aws:sns/topic:Topic": {
    kind: "watch",
    together: "topics",
    title: () => "Alarm topic",
    lines: (_first, _resources, all) => [all.length > 1 ? `SNS, ${all.length} regions` : "SNS"],
  },
};

/** `webhook` of `chatscale-dev-webhook`: what a name ends with after that of the stack. */
function lastWord({ name, urn }: PlannedResource): string {
  const stack = urn.split("::")[0]?.split(":").at(-1) ?? "";
  return name.split(`${stack}-`).at(-1) ?? name;
}

function namesOf(balancer: PlannedResource, resources: Resources): string[] {
  const records = resources.users("aws:route53/record:Record", "aliases", balancer);
  return records.map((record) => textAt(record, "name"));
}

function inClusters(group: PlannedResource, resources: Resources): PlannedResource[] {
  const clusters = resources.ofType("aws:eks/cluster:Cluster", "aws:ecs/cluster:Cluster");
  return clusters.length === 1 ? clusters : resources.madeOf(group, "vpcZoneIdentifiers");
}

function machinesOf(group: PlannedResource, resources: Resources): (string | undefined)[] {
  const template = resources
    .madeOf(group, "mixedInstancesPolicy", "launchTemplate")
    .find(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
  const distribution = "mixedInstancesPolicy.instancesDistribution";
  const share = textAt(group, `${distribution}.onDemandPercentageAboveBaseCapacity`);
  const base = Number(textAt(group, `${distribution}.onDemandBaseCapacity`) || 0);
  const spot = Number(share === "" ? 100 : share) < 100;
  return [
    `${rangeAt(group, "minSize", "maxSize")} × ${template ? textAt(template, "instanceType") : "machines"}`,
    !spot ? "on demand" : base > 0 ? `spot after the first ${base}` : "spot",
  ];
}

function tasksOf(service: PlannedResource, resources: Resources): (string | undefined)[] {
  const [task] = resources.madeOf(service, "taskDefinition");
  const [target] = resources.users("aws:appautoscaling/target:Target", "resourceId", service);
  const providers = listAt(service.inputs, "capacityProviderStrategies").flatMap(
    ({ capacityProvider }) =>
      typeof capacityProvider === "string" && capacityProvider.startsWith("FARGATE")
        ? [capacityProvider === "FARGATE" ? "Fargate" : "Fargate Spot"]
        : [],
  );
  const count = target && rangeAt(target, "minCapacity", "maxCapacity");
  return [
    count && `${count} tasks`,
    providers.length > 0 ? `on ${providers.join(" and ")}` : undefined,
    task && textAt(task, "cpu") !== ""
      ? `${textAt(task, "cpu")} CPU units, ${textAt(task, "memory")} MiB`
      : undefined,
  ];
}
