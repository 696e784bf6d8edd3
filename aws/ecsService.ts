import { SecurityGroup } from "@pulumi/aws/ec2";
import { Service } from "@pulumi/aws/ecs";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { EcsConfig } from "../shared/config/schema";
import type { ChatbotWorkload } from "../shared/workload";
import type { AwsBase } from "./base";
import type { EcsCluster } from "./ecs";
import type { EcsCapacity } from "./ecsCapacity";
import { CONTAINER, createTask } from "./ecsTask";

export interface EcsServiceArgs {
  readonly config: EcsConfig;
  readonly workload: ChatbotWorkload;
  readonly base: AwsBase;
  readonly cluster: EcsCluster;
  readonly capacity: EcsCapacity;
  /** What a task waits for: its capacity provider must be the cluster's. */
  readonly ready: pulumi.Resource;
}

/** Time that a new task may fail its health check: as long as a pod's startup probe waits. */
const START_SECONDS = 60;

/** The gateway as an ECS service behind the ALB, each task with an address of its own. */
export class EcsService extends pulumi.ComponentResource {
  readonly service: Service;

  constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:EcsService", name, {}, opts);
    const { config, workload, base, cluster, capacity } = args;
    const securityGroup = this.createSecurityGroup(name, args);
    const { definition, prerequisites } = createTask(
      name,
      {
        workload,
        base,
        region: config.region,
        logGroupName: cluster.logGroup.name,
        exec: config.exec,
        runsOn: config.capacity,
      },
      { parent: this },
    );
    this.service = new Service(
      name,
      {
        name: CONTAINER,
        cluster: cluster.cluster.arn,
        taskDefinition: definition.arn,
        desiredCount: workload.gateway.scaling.min,
        ...capacity.placement,
        networkConfiguration: {
          subnets: base.network.privateSubnetIds,
          securityGroups: [securityGroup.id],
          assignPublicIp: false,
        },
        loadBalancers: [
          {
            targetGroupArn: base.loadBalancer.targetGroup.arn,
            containerName: CONTAINER,
            containerPort: workload.gateway.port,
          },
        ],
        healthCheckGracePeriodSeconds: START_SECONDS,
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        availabilityZoneRebalancing: "ENABLED",
        enableExecuteCommand: config.exec,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
      },
      {
        parent: this,
        // A target group takes targets only once a listener leads to it.
        dependsOn: [
          ...base.loadBalancer.listeners,
          ...base.network.routes,
          ...prerequisites,
          args.ready,
        ],
        // Application Auto Scaling owns this number.
        ignoreChanges: ["desiredCount"],
      },
    );
    this.registerOutputs({ service: this.service.name });
  }

  private createSecurityGroup(name: string, { workload, base }: EcsServiceArgs): SecurityGroup {
    const group = new SecurityGroup(
      `${name}-tasks`,
      {
        vpcId: base.network.vpcId,
        description: "Load balancer to gateway",
        tags: { Name: `${name}-tasks` },
      },
      { parent: this },
    );
    const { port } = workload.gateway;
    new SecurityGroupIngressRule(
      `${name}-tasks-http`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: base.loadBalancer.securityGroup.id,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: "Chats from the load balancer",
      },
      { parent: this },
    );
    const { cache } = base;
    const ways = [
      { suffix: "https", port: 443, cidr: "0.0.0.0/0", description: "Image, logs, model" },
      ...(cache
        ? [{ suffix: "cache", ...cache.sessionStore, description: "Session store of the gateway" }]
        : []),
    ];
    for (const way of ways) {
      new SecurityGroupEgressRule(
        `${name}-tasks-${way.suffix}`,
        {
          securityGroupId: group.id,
          cidrIpv4: way.cidr,
          ipProtocol: "tcp",
          fromPort: way.port,
          toPort: way.port,
          description: way.description,
        },
        { parent: this },
      );
    }
    cache?.allowFrom(`${name}-tasks`, group.id);
    return group;
  }
}
