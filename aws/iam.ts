import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

export interface ServiceRoleArgs {
  /** Who may take the role, such as `ec2.amazonaws.com`. */
  readonly service: string;
  /** What the service does with it; `sts:TagSession` is needed for EKS Pod Identity. */
  readonly actions?: readonly string[];
  /** Names of AWS managed policies, with their path, such as `AmazonEKSClusterPolicy`. */
  readonly managedPolicies: readonly string[];
}

export interface ServiceRole {
  readonly role: iam.Role;
  /** The attachments: whoever uses the role waits for them. */
  readonly policies: readonly iam.RolePolicyAttachment[];
}

/** A role for an AWS service, with managed policies. */
export function createServiceRole(
  name: string,
  args: ServiceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new iam.Role(
    name,
    { assumeRolePolicy: trustPolicy(args.service, args.actions ?? ["sts:AssumeRole"]) },
    opts,
  );
  const policies = args.managedPolicies.map(
    (policy) =>
      new iam.RolePolicyAttachment(
        `${name}-${policy.replace(/^.*\//, "")}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        opts,
      ),
  );
  return { role, policies };
}

/** A role for pods, which they take on by EKS Pod Identity. */
export function createPodRole(
  name: string,
  managedPolicies: readonly string[],
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const actions = ["sts:AssumeRole", "sts:TagSession"];
  return createServiceRole(
    name,
    { service: "pods.eks.amazonaws.com", actions, managedPolicies },
    opts,
  );
}

/** What a statement of a policy allows, or denies. */
interface Statement {
  readonly Sid?: string;
  /** Default: `Allow`. */
  readonly Effect?: "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A policy document of these statements. */
export function policyDocument(...statements: readonly Statement[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function trustPolicy(service: string, actions: readonly string[]): string {
  return policyDocument({ Principal: { Service: service }, Action: actions });
}
