import { allowed } from "../statements";
import { at, list, text, texts } from "../read";
import type { Breach, Policy, Resource } from "../types";

/** Where a type holds what an identity may do. */
const RIGHTS: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
};

/** Where a type says who may use it. */
const GRANTS: Readonly<Record<string, string>> = {
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:kms/key:Key": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

/** Actions that change nothing, so that they may be for all resources. */
const READS = /^[\w-]+:(BatchGet|Describe|Get|List|Query|Search)/;

/**
 * Actions that AWS knows no resources for (Service Authorization Reference: ECR, X-Ray, CloudWatch,
 * Session Manager's channels, and network interfaces before they exist).
 */
const WITHOUT_RESOURCE =
  /^(ecr:GetAuthorizationToken|xray:Put\w+|cloudwatch:PutMetricData|ssmmessages:\w+|ec2:\w+NetworkInterfaces?)$/;

function wideActions({ type, inputs }: Resource): Breach[] {
  const property = RIGHTS[type];
  if (property === undefined) return [];
  const isWide = allowed(inputs[property]).some(
    ({ actions, isInverted }) => isInverted || actions.some((action) => /^\*$|:\*$/.test(action)),
  );
  return isWide ? [{ property, rule: "must list actions, without * or a service's all" }] : [];
}

function wideResources({ type, inputs }: Resource): Breach[] {
  const property = RIGHTS[type];
  if (property === undefined) return [];
  const isWide = allowed(inputs[property]).some(
    ({ actions, resources, hasCondition }) =>
      !hasCondition &&
      resources.includes("*") &&
      actions.some((action) => !READS.test(action) && !WITHOUT_RESOURCE.test(action)),
  );
  return isWide ? [{ property, rule: "must name the resources of actions that change them" }] : [];
}

/** AWS's own policies for administrators, and those for all of a service. */
const ADMIN =
  /:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|SystemAdministrator|\w*FullAccess)$/;

function adminPolicies({ type, inputs }: Resource): Breach[] {
  const rule = "must not be a policy for administrators, or for all of a service";
  if (type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment") {
    return ADMIN.test(text(inputs["policyArn"])) ? [{ property: "policyArn", rule }] : [];
  }
  if (type !== "aws:iam/role:Role") return [];
  return list(inputs["managedPolicyArns"]).flatMap((arn, index) =>
    ADMIN.test(text(arn)) ? [{ property: `managedPolicyArns[${index}]`, rule }] : [],
  );
}

function openGrants({ type, inputs }: Resource): Breach[] {
  const rule = "must name whom it allows, or hold them to a condition";
  if (type === "aws:lambda/permission:Permission") {
    return texts(at(inputs, "principal")).includes("*") ? [{ property: "principal", rule }] : [];
  }
  const property = GRANTS[type];
  if (property === undefined) return [];
  const isOpen = allowed(inputs[property]).some(
    ({ principals, isInverted, hasCondition }) =>
      !hasCondition && (isInverted || principals.includes("*")),
  );
  return isOpen ? [{ property, rule }] : [];
}

export const AWS_IDENTITY: readonly Policy[] = [
  {
    name: "aws-no-wide-actions",
    level: "mandatory",
    description: "A role may do what is listed, never all of a service.",
    remediation: "List the actions that it takes.",
    check: wideActions,
  },
  {
    name: "aws-no-wide-resources",
    level: "mandatory",
    description: "A role changes resources that are named, never all of a kind.",
    remediation: "Name the resources, or hold the statement to a condition.",
    check: wideResources,
  },
  {
    name: "aws-no-admin-policies",
    level: "mandatory",
    description: "No role has AWS's own policies for administrators, or for all of a service.",
    remediation: "Attach a narrower policy, or write one.",
    check: adminPolicies,
  },
  {
    name: "aws-grants-named",
    level: "mandatory",
    description: "What may be used by others says by whom.",
    remediation: "Name the principals, or add a condition on the account or source.",
    check: openGrants,
  },
];
