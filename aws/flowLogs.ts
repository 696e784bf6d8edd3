import { LogGroup } from "@pulumi/aws/cloudwatch";
import { FlowLog } from "@pulumi/aws/ec2";
import { RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole, policyDocument } from "./iam";

/** Days that the record of connections is kept: long enough to look into an incident. */
const RETENTION_DAYS = 90;

/** Records who spoke to whom in a VPC, by a role that can write this one log and nothing else. */
export function createFlowLogs(
  name: string,
  vpcId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const logs = new LogGroup(
    `${name}-flow`,
    { name: `/aws/vpc/${name}/flow`, retentionInDays: RETENTION_DAYS },
    opts,
  );
  const { role } = createServiceRole(
    `${name}-flow`,
    { service: "vpc-flow-logs.amazonaws.com", managedPolicies: [] },
    opts,
  );
  const policy = new RolePolicy(
    `${name}-flow`,
    { role: role.name, policy: logs.arn.apply(writePolicy) },
    opts,
  );
  new FlowLog(
    name,
    {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      tags: { Name: name },
    },
    { ...opts, dependsOn: [policy] },
  );
}

function writePolicy(logGroupArn: string): string {
  return policyDocument({
    Action: [
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ],
    Resource: [logGroupArn, `${logGroupArn}:*`],
  });
}
