import { TaskDefinition } from "@pulumi/aws/ecs";
import { RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { FARGATE_STOP_SECONDS } from "../shared/config/limits";
import type { EcsConfig } from "../shared/config/schema";
import { fargateSize } from "../shared/fargate";
import { gatewayEnvironment, SECRET_VARIABLES } from "../shared/gatewayEnvironment";
import type { SecretName } from "../shared/platform";
import { mebibytes, millicores, seconds } from "../shared/units";
import type { ChatbotWorkload, Gateway } from "../shared/workload";
import type { AwsBase } from "./base";
import { createServiceRole, policyDocument } from "./iam";
import { readSecretsPolicy } from "./secret";

export interface TaskArgs {
  readonly workload: ChatbotWorkload;
  readonly base: AwsBase;
  readonly region: string;
  readonly logGroupName: pulumi.Input<string>;
  /** Whether people may open a shell in a task. */
  readonly exec: boolean;
  readonly runsOn: EcsConfig["capacity"];
}

export const CONTAINER = "gateway";

/** The gateway as a task: one container, its two roles, and its secrets by reference. */
export function createTask(name: string, args: TaskArgs, opts: pulumi.CustomResourceOptions) {
  const { workload, base } = args;
  const size =
    args.runsOn === "fargate" ? onFargate(workload.gateway) : onMachine(workload.gateway);
  const execution = createExecutionRole(name, base, opts);
  const definition = new TaskDefinition(
    name,
    {
      family: name,
      ...size.task,
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      executionRoleArn: execution.role.arn,
      taskRoleArn: createTaskRole(name, args.exec, opts).arn,
      containerDefinitions: pulumi.jsonStringify([container(args, size.container)]),
    },
    opts,
  );
  return { definition, prerequisites: [...execution.ready, ...base.secretVersions] };
}

/** What a container is given, in the units of ECS. */
interface ContainerLimits {
  readonly cpu?: number;
  readonly memory?: number;
  readonly stopTimeout: number;
}

/** Fargate sells tasks of fixed sizes. */
function onFargate(gateway: Gateway) {
  const size = fargateSize(millicores(gateway.cpu), mebibytes(gateway.memory));
  // The config's rules refuse such a size before this point.
  if (!size) throw new RangeError("no Fargate task is large enough for the gateway");
  const task = {
    requiresCompatibilities: ["FARGATE"],
    cpu: String(size.cpu),
    memory: String(size.memory),
  };
  return { task, container: { stopTimeout: Math.min(FARGATE_STOP_SECONDS, stopSeconds(gateway)) } };
}

/** On a machine the container's memory is limited, and its CPU is a share: a task's would be a limit. */
function onMachine(gateway: Gateway) {
  return {
    task: { requiresCompatibilities: ["EC2"] },
    container: {
      // ECS counts 1,024 units in a vCPU.
      cpu: Math.ceil((millicores(gateway.cpu) * 1024) / 1000),
      memory: Math.ceil(mebibytes(gateway.memory)),
      stopTimeout: stopSeconds(gateway),
    },
  };
}

/** ECS says stop only once the load balancer has forgotten the task, so that this wait is over. */
function stopSeconds({ terminationGrace, routingDelay }: Gateway): number {
  return Math.ceil(seconds(terminationGrace) - seconds(routingDelay));
}

function container(args: TaskArgs, limits: ContainerLimits) {
  const { workload, base, region, logGroupName } = args;
  const { gateway } = workload;
  const environment = gatewayEnvironment(workload, base.cache?.sessionStore);
  const secretArns = Object.entries(base.secretArns) as [SecretName, pulumi.Output<string>][];
  return {
    name: CONTAINER,
    image: base.image,
    essential: true,
    user: "10001:10001",
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    portMappings: [{ name: "http", containerPort: gateway.port, protocol: "tcp" }],
    environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
    secrets: secretArns.map(([secret, valueFrom]) => ({
      name: SECRET_VARIABLES[secret],
      valueFrom,
    })),
    // Tasks read their secrets at the start: new values need new tasks.
    ...(secretArns.length > 0 && {
      dockerLabels: { "chatbot.secrets-revision": base.secretsRevision },
    }),
    ...limits,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroupName,
        "awslogs-region": region,
        "awslogs-stream-prefix": CONTAINER,
        // A slow log service must never hold up a stream.
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  };
}

/** What ECS itself needs to start the task: the image, the log, and these secrets. */
function createExecutionRole(name: string, base: AwsBase, opts: pulumi.CustomResourceOptions) {
  const { role, policies } = createServiceRole(
    `${name}-execution`,
    {
      service: "ecs-tasks.amazonaws.com",
      managedPolicies: ["service-role/AmazonECSTaskExecutionRolePolicy"],
    },
    opts,
  );
  const arns = Object.values(base.secretArns);
  if (arns.length === 0) return { role, ready: policies };
  const secrets = new RolePolicy(
    `${name}-execution`,
    { role: role.name, policy: pulumi.all(arns).apply(readSecretsPolicy) },
    opts,
  );
  return { role, ready: [...policies, secrets] };
}

/** What the gateway itself may do on AWS: nothing, but for the shell when it is allowed. */
function createTaskRole(name: string, exec: boolean, opts: pulumi.CustomResourceOptions) {
  const { role } = createServiceRole(
    `${name}-task`,
    { service: "ecs-tasks.amazonaws.com", managedPolicies: [] },
    opts,
  );
  if (!exec) return role;
  const actions = [
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
  ];
  const policy = policyDocument({
    Action: actions.map((action) => `ssmmessages:${action}`),
    // The channels know no resource level (AWS: actions of Session Manager's message service).
    Resource: "*",
  });
  new RolePolicy(`${name}-exec`, { role: role.name, policy }, opts);
  return role;
}
