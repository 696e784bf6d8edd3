import { LogGroup } from "@pulumi/aws/cloudwatch";
import { RolePolicy } from "@pulumi/aws/iam";
import { Function } from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { bundleFunction, type FunctionEntry } from "../shared/functionBundle";
import { createServiceRole } from "./iam";

/** Actions that a function may do on one resource. */
export interface Right {
  readonly actions: readonly string[];
  readonly resource: pulumi.Input<string>;
}

/** Subnets of a VPC that a function's calls come from. */
export interface LambdaNetwork {
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupIds: readonly pulumi.Input<string>[];
}

export interface LambdaArgs {
  readonly entry: FunctionEntry;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it may do, beside writing its own logs and traces. */
  readonly rights: readonly Right[];
  /** In mebibytes; Lambda gives CPU in proportion. */
  readonly memory: number;
  /** Longest run of one call, in seconds. */
  readonly timeout: number;
  /** Calls at once that no other function can take. Default: none. */
  readonly reservedConcurrency?: number;
  /** Default: the Internet, without a VPC. */
  readonly network?: LambdaNetwork;
  /** How long logs are kept, in days. */
  readonly retentionDays: number;
  /** What must exist before the first call. */
  readonly ready: readonly pulumi.Resource[];
}

const RUNTIME = "nodejs24.x";

/** These know no resource level (AWS service authorization reference). */
const TRACES: Right = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resource: "*",
};
const FIND_INTERFACES: Right = {
  actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
  resource: "*",
};

/** Lambda uses these itself, to put the function into a network. */
const CHANGE_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/** A Lambda function with its log group, and a role that may do nothing but what the function does. */
export class Lambda extends pulumi.ComponentResource {
  readonly function: Function;

  constructor(name: string, args: LambdaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Lambda", name, {}, opts);
    const logs = this.createLogs(name, args.retentionDays);
    const { role, policies } = this.createRole(name, args, logs);
    this.function = new Function(
      name,
      {
        runtime: RUNTIME,
        architectures: ["arm64"],
        handler: "index.handler",
        code: codeOf(args.entry),
        role: role.arn,
        memorySize: args.memory,
        timeout: args.timeout,
        environment: { variables: { ...args.environment } },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: logs.name,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
        tracingConfig: { mode: "Active" },
        ...(args.reservedConcurrency !== undefined && {
          reservedConcurrentExecutions: args.reservedConcurrency,
        }),
        ...(args.network && {
          vpcConfig: {
            subnetIds: [...args.network.subnetIds],
            securityGroupIds: [...args.network.securityGroupIds],
          },
        }),
      },
      { parent: this, dependsOn: [...policies, ...args.ready] },
    );
    this.registerOutputs({ arn: this.function.arn });
  }

  /** Made first, or Lambda would make it without an end to its retention. */
  private createLogs(name: string, retentionInDays: number): LogGroup {
    return new LogGroup(name, { name: `/aws/lambda/${name}`, retentionInDays }, { parent: this });
  }

  private createRole(name: string, { rights, network }: LambdaArgs, logs: LogGroup) {
    const { role } = createServiceRole(
      name,
      { service: "lambda.amazonaws.com", managedPolicies: [] },
      { parent: this },
    );
    const all: readonly Right[] = [
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resource: pulumi.interpolate`${logs.arn}:*`,
      },
      TRACES,
      ...(network
        ? [
            FIND_INTERFACES,
            { actions: CHANGE_INTERFACES, resource: logs.arn.apply(networksBeside) },
          ]
        : []),
      ...rights,
    ];
    const policy = new RolePolicy(
      name,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            ...all.map(({ actions, resource }) => ({
              Effect: "Allow",
              Action: actions,
              Resource: resource,
            })),
            ...(network ? [denyToCode([...FIND_INTERFACES.actions, ...CHANGE_INTERFACES])] : []),
          ],
        }),
      },
      { parent: this },
    );
    return { role, policies: [policy] };
  }
}

/**
 * All of EC2 in the region and account of a log group: as narrow as AWS documents for Lambda, which
 * makes network interfaces of its own (AWS docs, "Lambda in a VPC"; not tried live).
 */
function networksBeside(logGroupArn: string): string {
  const [, partition, , region, account] = logGroupArn.split(":");
  return `arn:${partition}:ec2:${region}:${account}:*/*`;
}

/** Denies rights that Lambda needs to the function's own code, whose calls carry its ARN. */
function denyToCode(actions: readonly string[]) {
  return {
    Effect: "Deny",
    Action: actions,
    Resource: "*",
    Condition: { ArnLike: { "lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:*" } },
  };
}

function codeOf(entry: FunctionEntry): pulumi.asset.AssetArchive {
  const text = bundleFunction(entry);
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
}
