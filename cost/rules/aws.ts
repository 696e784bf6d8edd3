import type { JsonObject } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { charge, just, shareOf, used } from "../charges";
import { CannotPrice, listAt, numberAt, ofType, textAt } from "../inputs";
import type { Rule } from "../types";

const MONTH_DAYS = 365 / 12;

/** Extended support costs more only once the version is old, which no plan knows. */
const cluster: Rule = () => [charge("eks/standard", "EKS control plane")];

const addon: Rule = (resource, context) => {
  if (textAt(resource, "addonName") !== "amazon-cloudwatch-observability") {
    return "an add-on runs on the nodes";
  }
  const what = "Container Insights, observed";
  return [used("cloudwatch/observations", what, "observations", context, 1 / 1e6)];
};

const loadBalancer: Rule = (resource, context) => {
  const kind = textAt(resource, "loadBalancerType", "application");
  if (kind !== "application") throw new CannotPrice(`no rule for a load balancer of type ${kind}`);
  const zones = just(listAt(resource, "subnets").length);
  const isPublic = valueAt(resource.inputs, "internal") !== true;
  return [
    charge("alb/hour", "ALB"),
    ...(isPublic ? [charge("ipv4/hour", "ALB's public addresses", zones)] : []),
    used("alb/lcu", "ALB's use, capacity units", "lcu", context),
  ];
};

const natGateway: Rule = (resource, context) => [
  charge("nat/hour", "NAT gateway"),
  used("nat/data", "data through NAT", "natGb", context, shareOf(resource, context)),
];

const vpcEndpoint: Rule = (resource, context) => {
  if (!isInterface(resource)) return "a gateway endpoint";
  const zones = just(listAt(resource, "subnetIds").length);
  const all = ofType(context.plan.resources, resource.type).filter(isInterface).length;
  return [
    charge("endpoint/hour", "interface endpoint in a zone", zones),
    used("endpoint/data", "data, interface endpoints", "endpointGb", context, 1 / all),
  ];
};

function isInterface(endpoint: { inputs: JsonObject }): boolean {
  return textAt(endpoint, "vpcEndpointType", "Gateway") === "Interface";
}

const sessionStore: Rule = (resource, context) => {
  const node = textAt(resource, "nodeType");
  const engine = textAt(resource, "engine");
  const nodes = just(numberAt(resource, "numCacheClusters"));
  const kept = numberAt(resource, "snapshotRetentionLimit", 0) > 0;
  return [
    charge(`elasticache-${engine}/${node}`, `${node}, ${engine}`, nodes),
    ...(kept ? [used("elasticache-backup/stored", "snapshots", "backupGb", context)] : []),
  ];
};

const key: Rule = (resource, context) => [
  charge("kms/key", "KMS key"),
  used("kms/requests", "calls to KMS", "keyRequests", context, shareOf(resource, context) / 1e4),
];

const secret: Rule = (resource, context) => {
  const share = shareOf(resource, context) / 1e4;
  return [
    charge("secretsmanager/secret", "secret"),
    used("secretsmanager/requests", "calls to Secrets Manager", "secretReads", context, share),
  ];
};

const logGroup: Rule = (resource, context) => {
  const share = shareOf(resource, context);
  // What is kept grows until the first logs are deleted; AWS packs it, so that this is the most.
  const kept = (share * numberAt(resource, "retentionInDays")) / MONTH_DAYS;
  return [
    used("cloudwatch-logs/ingested", "logs taken in", "logGb", context, share),
    used("cloudwatch-logs/stored", "logs kept", "logGb", context, kept),
  ];
};

const alarm: Rule = (resource) => {
  const metrics = listAt(resource, "metricQueries").filter(({ metric }) => metric !== undefined);
  const quantity = just(Math.max(metrics.length, 1));
  return [charge("cloudwatch/alarm-metric", "metric under an alarm", quantity)];
};

const webAcl: Rule = (resource, context) => [
  charge("waf/acl", "WAF, web ACL"),
  charge("waf/rule", "WAF, rules", just(listAt(resource, "rules").length)),
  used("waf/requests", "WAF, requests", "requests", context, 1 / 1e6),
];

const healthCheck: Rule = (resource, { plan }) => {
  const side = valueAt(plan.outputs, "failover.ownHostname");
  // AWS asks more for what is not its own; a peer is taken for that.
  const where = side === textAt(resource, "fqdn") ? "aws" : "other";
  const isHttps = textAt(resource, "type").startsWith("HTTPS");
  const isFast = numberAt(resource, "requestInterval", 30) < 30;
  const features = just(Number(isHttps) + Number(isFast));
  return [
    charge(`route53/health-check-${where}`, "health check"),
    charge(`route53/health-check-feature-${where}`, "health check, HTTPS and speed", features),
  ];
};

const lambda: Rule = (resource, context) => {
  const kind = textAt(resource, "architectures.0", "x86_64");
  const gigabytes = numberAt(resource, "memorySize", 128) / 1024;
  const seconds = context.usage.eventSeconds;
  return [
    used("lambda/requests", "Lambda, requests", "events", context, 1 / 1e6),
    used(`lambda/${kind}`, `Lambda ${kind}, time`, "events", context, gigabytes * seconds),
  ];
};

export const AWS: Readonly<Record<string, Rule>> = {
  "aws:apigatewayv2/api:Api": (_, context) => [
    used("apigateway/http-requests", "API Gateway, requests", "events", context, 1 / 1e6),
  ],
  "aws:cloudwatch/dashboard:Dashboard": () => [charge("cloudwatch/dashboard", "dashboard")],
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
  "aws:ec2/eip:Eip": () => [charge("ipv4/hour", "public address")],
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:ecr/repository:Repository": (_, context) => [
    used("ecr/stored", "images kept", "imageGb", context),
  ],
  "aws:eks/addon:Addon": addon,
  "aws:eks/cluster:Cluster": cluster,
  "aws:elasticache/replicationGroup:ReplicationGroup": sessionStore,
  "aws:kms/key:Key": key,
  "aws:lambda/function:Function": lambda,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
  "aws:s3/bucket:Bucket": (resource, context) => [
    used("s3/stored", "access logs kept", "accessLogGb", context, shareOf(resource, context)),
  ],
  "aws:secretsmanager/secret:Secret": secret,
  "aws:sqs/queue:Queue": (resource, context) => [
    used(
      "sqs/standard",
      "calls to SQS",
      "queueRequests",
      context,
      shareOf(resource, context) / 1e6,
    ),
  ],
  "aws:wafv2/webAcl:WebAcl": webAcl,
};
