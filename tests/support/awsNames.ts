import type { PlannedResource } from "../../plan/types";
import { text } from "./json";

/** What AWS allows in the names of a type. */
interface NameRule {
  /** The input that holds the name. Default: `name`. */
  readonly key?: string;
  /** Most characters. */
  readonly most: number;
  readonly pattern: RegExp;
}

const WORD = /^[A-Za-z0-9_-]+$/;
const HOST_LABEL = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;
const LOWER_LABEL = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const IAM = /^[\w+=,.@-]+$/;

/** Limits of the API references: lengths, characters, and beginnings that AWS keeps for itself. */
export const AWS_NAMES: Readonly<Record<string, NameRule>> = {
  "apigatewayv2:Api": { most: 128, pattern: /^[\w -]+$/ },
  "apigatewayv2:Stage": { most: 128, pattern: /^(\$default|[\w-]+)$/ },
  "appautoscaling:Policy": { most: 256, pattern: /^\P{Cc}+$/u },
  "autoscaling:Group": { most: 255, pattern: /^[^:]+$/ },
  "autoscaling:LifecycleHook": { most: 255, pattern: /^[A-Za-z0-9\-_/]+$/ },
  "cloudwatch:Dashboard": { key: "dashboardName", most: 255, pattern: WORD },
  "cloudwatch:EventRule": { most: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
  "cloudwatch:LogGroup": { most: 512, pattern: /^(?!aws\/)[.\-_/#A-Za-z0-9]+$/ },
  "cloudwatch:MetricAlarm": { most: 255, pattern: /^\P{Cc}+$/u },
  "ec2:LaunchTemplate": { most: 128, pattern: /^[A-Za-z0-9().\-/_]{3,}$/ },
  "ec2:SecurityGroup": { most: 255, pattern: /^(?!sg-)[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/ },
  "ecr:Repository": { most: 256, pattern: /^([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9._-]{2,}$/ },
  "ecs:CapacityProvider": { most: 255, pattern: /^(?!aws|ecs|fargate)[\w-]+$/i },
  "ecs:Cluster": { most: 255, pattern: WORD },
  "ecs:Service": { most: 255, pattern: WORD },
  "ecs:TaskDefinition": { key: "family", most: 255, pattern: WORD },
  "eks:Cluster": { most: 100, pattern: /^[0-9A-Za-z][\w-]*$/ },
  "elasticache:ParameterGroup": { most: 255, pattern: LOWER_LABEL },
  // Its nodes add four characters of their own.
  "elasticache:ReplicationGroup": { key: "replicationGroupId", most: 40, pattern: LOWER_LABEL },
  "elasticache:SubnetGroup": { most: 255, pattern: /^[a-z0-9._-]+$/ },
  "iam:InstanceProfile": { most: 128, pattern: IAM },
  "iam:Role": { most: 64, pattern: IAM },
  "iam:RolePolicy": { most: 128, pattern: IAM },
  "kms:Alias": { most: 256, pattern: /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/ },
  "lambda:Function": { most: 64, pattern: WORD },
  "lb:LoadBalancer": { most: 32, pattern: /^(?!internal-)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/ },
  "lb:TargetGroup": { most: 32, pattern: HOST_LABEL },
  "s3:Bucket": {
    key: "bucket",
    most: 63,
    pattern: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]+[a-z0-9]$/,
  },
  "secretsmanager:Secret": { most: 512, pattern: /^[A-Za-z0-9/_+=.@-]+$/ },
  "sns:Topic": { most: 256, pattern: WORD },
  "sqs:Queue": { most: 80, pattern: WORD },
  "wafv2:WebAcl": { most: 128, pattern: WORD },
};

/** Services and types that give their resources ids, or know them by what they belong to. */
const NAMELESS = new RegExp(
  [
    "(acm|route53|vpc):.*",
    "apigatewayv2:(Integration|Route)",
    "appautoscaling:Target",
    "autoscaling:Attachment",
    "cloudwatch:EventTarget",
    "ec2:(DefaultSecurityGroup|Eip|FlowLog|(Internet|Nat)Gateway|Route.*|Subnet|Vpc.*)",
    "ecr:LifecyclePolicy",
    "ecs:ClusterCapacityProviders",
    "eks:(Access.*|Addon|PodIdentityAssociation)",
    "iam:RolePolicyAttachment",
    "kms:Key",
    "lambda:(EventSourceMapping|Permission)",
    "lb:Listener",
    "s3:Bucket.+",
    "secretsmanager:SecretVersion",
    "sns:TopicSubscription",
    "sqs:.*Policy",
    "wafv2:WebAcl.+",
  ]
    .map((pattern) => `^${pattern}$`)
    .join("|"),
);

/** What Pulumi adds to a name that the program leaves to it: a hyphen and 7 hex digits. */
const RANDOM = "-0123abc";

/** What AWS's provider adds to a prefix that the program gives. */
const UNIQUE = "20261124000000000000000001";

/** `s3:Bucket` of `aws:s3/bucket:Bucket`. */
export function shortType(type: string): string {
  return type.replace(/^aws:(\w+)\/\w+:/, "$1:");
}

/** The name that AWS will know a resource by, or undefined where it gives ids instead. */
export function awsName({ type, name, inputs }: PlannedResource): string | undefined {
  const rule = AWS_NAMES[shortType(type)];
  if (!rule) return undefined;
  const key = rule.key ?? "name";
  if (inputs[key] !== undefined) return text(inputs[key]);
  const prefix = inputs[`${key}Prefix`];
  return prefix === undefined ? `${name}${RANDOM}` : `${text(prefix)}${UNIQUE}`;
}

/** What is wrong with the name of a resource; one of an unknown type is wrong until it is known. */
export function nameProblems(resource: PlannedResource): string[] {
  const type = shortType(resource.type);
  const name = awsName(resource);
  const rule = AWS_NAMES[type];
  if (!rule || name === undefined) {
    return NAMELESS.test(type) ? [] : [`${resource.urn}: no rule for names of ${type}`];
  }
  return [
    ...(name.length <= rule.most ? [] : [`${type} ${name}: more than ${rule.most} characters`]),
    ...(rule.pattern.test(name) ? [] : [`${type} ${name}: not like ${rule.pattern.source}`]),
  ];
}
