import { SecurityGroup } from "@pulumi/aws/ec2";
import { CapacityProvider, type Cluster } from "@pulumi/aws/ecs";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { EcsOnMachines } from "../shared/config/schema";
import { NODE_START_SECONDS } from "../shared/drain";
import { createServiceRole } from "./iam";
import { createMachineGroup } from "./machineGroup";
import type { Network } from "./network";
import { ecsUserData } from "./userData";

export interface EcsNodesArgs {
  readonly config: EcsOnMachines;
  readonly cluster: Cluster;
  readonly network: Network;
}

/** Machines of an ECS cluster: an Auto Scaling Group that ECS moves as a capacity provider. */
export class EcsNodes extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;
  readonly provider: CapacityProvider;

  constructor(name: string, args: EcsNodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:EcsNodes", name, {}, opts);
    const securityGroup = this.createSecurityGroup(name, args.network);
    const group = this.createGroup(name, args, securityGroup);
    this.groupName = group.name;
    this.provider = this.createProvider(name, args.config, group.arn);
    this.registerOutputs({ group: group.name });
  }

  /** Nobody speaks to a machine: tasks have interfaces, and so security groups, of their own. */
  private createSecurityGroup(name: string, network: Network): SecurityGroup {
    const group = new SecurityGroup(
      `${name}-nodes`,
      {
        vpcId: network.vpcId,
        description: "Machines of the cluster",
        tags: { Name: `${name}-nodes` },
      },
      { parent: this },
    );
    new SecurityGroupEgressRule(
      `${name}-nodes-https`,
      {
        securityGroupId: group.id,
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "ECS, images, logs",
      },
      { parent: this },
    );
    return group;
  }

  private createGroup(
    name: string,
    { config, cluster, network }: EcsNodesArgs,
    securityGroup: SecurityGroup,
  ) {
    const { role, policies } = createServiceRole(
      `${name}-nodes`,
      {
        service: "ec2.amazonaws.com",
        managedPolicies: ["service-role/AmazonEC2ContainerServiceforEC2Role"],
      },
      { parent: this },
    );
    return createMachineGroup(
      name,
      {
        nodes: config.nodes,
        tags: config.tags,
        imageParameter:
          "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        role,
        securityGroupIds: [securityGroup.id],
        userData: cluster.name.apply(ecsUserData),
        subnetIds: network.privateSubnetIds,
        // ECS puts it on the group of a capacity provider: Pulumi must not take it away.
        groupTags: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }],
        group: {
          // ECS alone decides which machine goes, and lifts this when no task runs there.
          protectFromScaleIn: true,
          forceDelete: config.size === "dev",
        },
        // The machines go before their cluster does: it cannot be deleted with any.
        dependsOn: [cluster, ...network.routes, ...policies],
      },
      this,
    );
  }

  private createProvider(
    name: string,
    { nodes }: EcsOnMachines,
    autoScalingGroupArn: pulumi.Input<string>,
  ): CapacityProvider {
    return new CapacityProvider(
      `${name}-nodes`,
      {
        autoScalingGroupProvider: {
          autoScalingGroupArn,
          managedScaling: {
            status: "ENABLED",
            targetCapacity: nodes.targetCapacity,
            instanceWarmupPeriod: NODE_START_SECONDS,
          },
          managedTerminationProtection: "ENABLED",
          managedDraining: "ENABLED",
        },
      },
      { parent: this },
    );
  }
}
